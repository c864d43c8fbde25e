package org.mixsep.app.wiring;

import java.util.List;
import java.util.Optional;
import org.mixsep.app.config.CenterSettings;
import org.mixsep.app.config.LossSettings;
import org.mixsep.app.config.RelativesSettings;
import org.mixsep.app.config.RelativesSettings.Average;
import org.mixsep.app.config.RunConfig;
import org.mixsep.app.config.TrainingSettings;
import org.mixsep.app.config.WithinSettings;
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

  static Head head(RunConfig config) {
    return switch (config.get(LossSettings.NAME)) {
      case L_SOFTMAX -> Head.fullyConnected(false);
      case COSFACE -> Head.cosine(config.get(RelativesSettings.COSFACE_SCALE));
      case ARCFACE -> Head.cosine(config.get(RelativesSettings.ARCFACE_SCALE));
      case MULTI_LOSS ->
          Head.sideBySide(
              MultiLoss.HEADS,
              config.get(RelativesSettings.MULTI_LOSS_AVERAGE) == Average.PROBABILITIES);
      default -> Head.fullyConnected(true);
    };
  }

  /** What {@link #head} is, as docs/formats.md has it; none for the usual fully connected layer. */
  public static Optional<String> headInWords(RunConfig config) {
    return switch (config.get(LossSettings.NAME)) {
      case L_SOFTMAX -> Optional.of("without bias");
      case COSFACE -> Optional.of("cosines x " + config.get(RelativesSettings.COSFACE_SCALE));
      case ARCFACE -> Optional.of("cosines x " + config.get(RelativesSettings.ARCFACE_SCALE));
      case MULTI_LOSS ->
          Optional.of(
              "mean of "
                  + RelativesSettings.MULTI_LOSS_AVERAGE.textIn(config)
                  + " of "
                  + String.join(", ", MultiLoss.HEADS));
      default -> Optional.empty();
    };
  }

  public static ModuleLoss of(RunConfig config) {
    ModuleLoss alone = alone(config);
    return config.get(RelativesSettings.ADD_WITHIN)
        ? new WithinClassAdded(alone, separability(config, config.get(WithinSettings.WEIGHT)))
        : alone;
  }

  private static ModuleLoss alone(RunConfig config) {
    return switch (config.get(LossSettings.NAME)) {
      case CROSS_ENTROPY -> separability(config, 0);
      case MSL -> separability(config, config.get(WithinSettings.WEIGHT));
      case CENTER ->
          new CenterLoss(
              config.get(CenterSettings.WEIGHT),
              config.get(CenterSettings.RATE),
              smoothing(config));
      case HINGE ->
          new HingeLoss(
              config.get(RelativesSettings.HINGE_FORM),
              config.get(RelativesSettings.HINGE_POWER),
              config.get(RelativesSettings.HINGE_MARGIN),
              config.get(RelativesSettings.HINGE_REDUCTION));
      case FOCAL -> new FocalLoss(config.get(RelativesSettings.FOCAL_GAMMA));
      case CONTRASTIVE -> contrastive(config);
      case TRIPLET -> triplet(config);
      case SUPERVISED_CONTRASTIVE -> supervised(config);
      case L_SOFTMAX -> largeMargin(config);
      case COSFACE ->
          new AngularMarginLoss(
              AngularMarginLoss.Kind.COSFACE,
              config.get(RelativesSettings.COSFACE_SCALE),
              config.get(RelativesSettings.COSFACE_MARGIN));
      case ARCFACE ->
          new AngularMarginLoss(
              AngularMarginLoss.Kind.ARCFACE,
              config.get(RelativesSettings.ARCFACE_SCALE),
              config.get(RelativesSettings.ARCFACE_MARGIN));
      case MULTI_LOSS -> multi(config);
    };
  }

  private static double smoothing(RunConfig config) {
    return config.get(LossSettings.LABEL_SMOOTHING);
  }

  private static MixtureSeparabilityLoss separability(RunConfig config, double weight) {
    return new MixtureSeparabilityLoss(
        new WithinClassLoss(
            config.get(WithinSettings.PAIR_DISTANCE),
            config.get(WithinSettings.SPACE),
            config.get(WithinSettings.REDUCTION)),
        weight,
        config.get(WithinSettings.WARMUP),
        smoothing(config),
        config.get(WithinSettings.MEMORY),
        config.get(WithinSettings.SHARE));
  }

  private static ModuleLoss contrastive(RunConfig config) {
    ContrastiveLoss term =
        new ContrastiveLoss(
            config.get(RelativesSettings.CONTRASTIVE_MARGIN),
            config.get(RelativesSettings.CONTRASTIVE_POWER),
            config.get(RelativesSettings.CONTRASTIVE_NORMALIZE),
            config.get(RelativesSettings.CONTRASTIVE_REDUCTION));
    return new WithEmbeddings(
        term,
        config.get(RelativesSettings.CONTRASTIVE_WEIGHT),
        config.get(RelativesSettings.CONTRASTIVE_EMBEDDINGS),
        smoothing(config));
  }

  private static ModuleLoss triplet(RunConfig config) {
    TripletLoss term =
        new TripletLoss(
            config.get(RelativesSettings.TRIPLET_MINING),
            config.get(RelativesSettings.TRIPLET_MARGIN),
            config.get(RelativesSettings.TRIPLET_DISTANCE),
            config.get(RelativesSettings.TRIPLET_NORMALIZE),
            config.get(RelativesSettings.TRIPLET_HINGE),
            config.get(RelativesSettings.TRIPLET_REDUCTION));
    return new WithEmbeddings(
        term,
        config.get(RelativesSettings.TRIPLET_WEIGHT),
        config.get(RelativesSettings.TRIPLET_EMBEDDINGS),
        smoothing(config));
  }

  private static ModuleLoss supervised(RunConfig config) {
    return new WithEmbeddings(
        new SupervisedContrastiveLoss(
            config.get(RelativesSettings.SUPERVISED_CONTRASTIVE_TEMPERATURE)),
        config.get(RelativesSettings.SUPERVISED_CONTRASTIVE_WEIGHT),
        config.get(RelativesSettings.SUPERVISED_CONTRASTIVE_EMBEDDINGS),
        smoothing(config));
  }

  private static ModuleLoss largeMargin(RunConfig config) {
    Annealing annealing =
        new Annealing(
            config.get(RelativesSettings.L_SOFTMAX_BASE),
            config.get(RelativesSettings.L_SOFTMAX_GAMMA),
            config.get(RelativesSettings.L_SOFTMAX_POWER),
            config.get(RelativesSettings.L_SOFTMAX_LEAST));
    return new LargeMarginSoftmaxLoss(
        config.get(RelativesSettings.L_SOFTMAX_MARGIN),
        config.get(RelativesSettings.L_SOFTMAX_FITTED)
            ? annealing.over(config.get(TrainingSettings.ITERATIONS))
            : annealing);
  }

  private static ModuleLoss multi(RunConfig config) {
    List<Double> weights = config.get(RelativesSettings.MULTI_LOSS_WEIGHTS);
    return new MultiLoss(
        weights.get(0),
        weights.get(1),
        weights.get(2),
        config.get(RelativesSettings.MULTI_LOSS_SIGMA),
        config.get(RelativesSettings.MULTI_LOSS_WARMUP),
        smoothing(config));
  }
}
