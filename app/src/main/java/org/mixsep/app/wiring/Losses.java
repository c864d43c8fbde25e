package org.mixsep.app.wiring;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mixsep.app.config.AngularMarginConfig;
import org.mixsep.app.config.ContrastiveConfig;
import org.mixsep.app.config.HingeConfig;
import org.mixsep.app.config.LSoftmaxConfig;
import org.mixsep.app.config.LossConfig;
import org.mixsep.app.config.LossName;
import org.mixsep.app.config.MultiLossConfig;
import org.mixsep.app.config.RelativesConfig;
import org.mixsep.app.config.RunConfig;
import org.mixsep.app.config.SupervisedContrastiveConfig;
import org.mixsep.app.config.TripletConfig;
import org.mixsep.app.config.WithinConfig;
import org.mixsep.loss.AngularMarginLoss;
import org.mixsep.loss.Annealing;
import org.mixsep.loss.CenterLoss;
import org.mixsep.loss.ContrastiveLoss;
import org.mixsep.loss.FocalLoss;
import org.mixsep.loss.HingeLoss;
import org.mixsep.loss.LargeMarginSoftmaxLoss;
import org.mixsep.loss.MixtureSeparabilityLoss;
import org.mixsep.loss.ModuleLoss;
import org.mixsep.loss.MultiLoss;
import org.mixsep.loss.SupervisedContrastiveLoss;
import org.mixsep.loss.TripletLoss;
import org.mixsep.loss.WithEmbeddings;
import org.mixsep.loss.WithinClassAdded;
import org.mixsep.loss.WithinClassLoss;
import org.mixsep.network.Head;

/** From a configuration to the loss, and to the head that it asks of the modules. */
public final class Losses {
  private Losses() {}

  static Head head(LossConfig loss) {
    RelativesConfig relatives = loss.relatives();
    return switch (loss.name()) {
      case L_SOFTMAX -> Head.fullyConnected(false);
      case COSFACE -> Head.cosine(relatives.cosface().scale());
      case ARCFACE -> Head.cosine(relatives.arcface().scale());
      case MULTI_LOSS ->
          Head.sideBySide(
              MultiLoss.HEADS,
              relatives.multiLoss().average() == MultiLossConfig.Average.PROBABILITIES);
      default -> Head.fullyConnected(true);
    };
  }

  /** What {@link #head} is, as docs/formats.md has it; none for the usual fully connected layer. */
  public static Optional<String> headInWords(LossConfig loss) {
    RelativesConfig relatives = loss.relatives();
    return switch (loss.name()) {
      case L_SOFTMAX -> Optional.of("without bias");
      case COSFACE -> Optional.of("cosines x " + relatives.cosface().scale());
      case ARCFACE -> Optional.of("cosines x " + relatives.arcface().scale());
      case MULTI_LOSS ->
          Optional.of(
              "mean of "
                  + relatives.multiLoss().average().name().toLowerCase(Locale.ROOT)
                  + " of "
                  + String.join(", ", MultiLoss.HEADS));
      default -> Optional.empty();
    };
  }

  public static ModuleLoss of(RunConfig config) {
    LossConfig loss = config.loss();
    ModuleLoss alone = alone(loss, config.training().iterations());
    return loss.relatives().addWithin()
        ? new WithinClassAdded(alone, separability(loss, loss.within().weight()))
        : alone;
  }

  private static ModuleLoss alone(LossConfig loss, long iterations) {
    RelativesConfig relatives = loss.relatives();
    return switch (loss.name()) {
      case CROSS_ENTROPY -> separability(loss, 0);
      case MSL -> separability(loss, loss.within().weight());
      case CENTER ->
          new CenterLoss(loss.center().weight(), loss.center().rate(), loss.labelSmoothing());
      case HINGE -> hinge(relatives.hinge());
      case FOCAL -> new FocalLoss(relatives.focal().gamma());
      case CONTRASTIVE -> contrastive(relatives.contrastive(), loss.labelSmoothing());
      case TRIPLET -> triplet(relatives.triplet(), loss.labelSmoothing());
      case SUPERVISED_CONTRASTIVE ->
          supervised(relatives.supervisedContrastive(), loss.labelSmoothing());
      case L_SOFTMAX -> largeMargin(relatives.lSoftmax(), iterations);
      case COSFACE, ARCFACE -> angular(loss.name(), relatives);
      case MULTI_LOSS -> multi(relatives.multiLoss(), loss.labelSmoothing());
    };
  }

  private static MixtureSeparabilityLoss separability(LossConfig loss, double weight) {
    WithinConfig within = loss.within();
    return new MixtureSeparabilityLoss(
        new WithinClassLoss(within.pairDistance(), within.space(), within.reduction()),
        weight,
        within.warmup(),
        loss.labelSmoothing(),
        within.memory());
  }

  private static ModuleLoss hinge(HingeConfig hinge) {
    return new HingeLoss(hinge.form(), hinge.power(), hinge.margin(), hinge.reduction());
  }

  private static ModuleLoss contrastive(ContrastiveConfig c, double labelSmoothing) {
    ContrastiveLoss term = new ContrastiveLoss(c.margin(), c.power(), c.normalize(), c.reduction());
    return new WithEmbeddings(term, c.weight(), c.embeddings(), labelSmoothing);
  }

  private static ModuleLoss triplet(TripletConfig t, double labelSmoothing) {
    TripletLoss term =
        new TripletLoss(
            t.mining(), t.margin(), t.distance(), t.normalize(), t.hinge(), t.reduction());
    return new WithEmbeddings(term, t.weight(), t.embeddings(), labelSmoothing);
  }

  private static ModuleLoss supervised(SupervisedContrastiveConfig s, double labelSmoothing) {
    SupervisedContrastiveLoss term = new SupervisedContrastiveLoss(s.temperature());
    return new WithEmbeddings(term, s.weight(), s.embeddings(), labelSmoothing);
  }

  private static ModuleLoss largeMargin(LSoftmaxConfig l, long iterations) {
    Annealing annealing = new Annealing(l.base(), l.gamma(), l.power(), l.least());
    return new LargeMarginSoftmaxLoss(
        l.margin(), l.fitted() ? annealing.over(iterations) : annealing);
  }

  private static ModuleLoss angular(LossName name, RelativesConfig relatives) {
    boolean cosface = name == LossName.COSFACE;
    AngularMarginConfig config = cosface ? relatives.cosface() : relatives.arcface();
    return new AngularMarginLoss(
        cosface ? AngularMarginLoss.Kind.COSFACE : AngularMarginLoss.Kind.ARCFACE,
        config.scale(),
        config.margin());
  }

  private static ModuleLoss multi(MultiLossConfig multi, double labelSmoothing) {
    List<Double> weights = multi.weights();
    return new MultiLoss(
        weights.get(0),
        weights.get(1),
        weights.get(2),
        multi.sigma(),
        multi.warmup(),
        labelSmoothing);
  }
}
