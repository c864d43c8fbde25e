package org.mixsep.app.config;

import java.util.List;
import org.mixsep.loss.ContrastiveLoss;
import org.mixsep.loss.HingeLoss;
import org.mixsep.loss.Reduction;
import org.mixsep.loss.TripletLoss;
import org.mixsep.loss.WithEmbeddings;

/**
 * The losses that the mixture separability loss is compared with: what matters to one of them each.
 */
public final class RelativesSettings {
  /** What of several heads is averaged to predict. */
  public enum Average {
    PROBABILITIES,
    LOGITS
  }

  static final Group ALL = new Group(Scope.MODEL);

  private static final Group HINGE = LossSettings.of(LossName.HINGE, ALL);
  private static final Group FOCAL = LossSettings.of(LossName.FOCAL, ALL);
  private static final Group CONTRASTIVE = LossSettings.of(LossName.CONTRASTIVE, ALL);
  private static final Group TRIPLET = LossSettings.of(LossName.TRIPLET, ALL);
  private static final Group SUPERVISED_CONTRASTIVE =
      LossSettings.of(LossName.SUPERVISED_CONTRASTIVE, ALL);
  private static final Group L_SOFTMAX = LossSettings.of(LossName.L_SOFTMAX, ALL);
  private static final Group COSFACE = LossSettings.of(LossName.COSFACE, ALL);
  private static final Group ARCFACE = LossSettings.of(LossName.ARCFACE, ALL);
  private static final Group MULTI_LOSS = LossSettings.of(LossName.MULTI_LOSS, ALL);

  public static final Setting<Boolean> ADD_WITHIN =
      ALL.flag("loss.within.add", false)
          .needs(
              Need.of(
                  "another loss than cross-entropy and msl",
                  config ->
                      config.get(LossSettings.NAME) != LossName.CROSS_ENTROPY
                          && config.get(LossSettings.NAME) != LossName.MSL))
          .help(
              "Adds loss.within.weight x within-class loss of the logits to another loss than"
                  + " cross-entropy and msl, such as hinge or triplet.");

  public static final Setting<HingeLoss.Form> HINGE_FORM =
      HINGE
          .choice("form", HingeLoss.Form.ONE_VS_REST)
          .help(
              "each class against the rest by the sign of its logit (Tang, 2013), or the label against each other class pairwise (Weston and Watkins).");
  public static final Setting<Integer> HINGE_POWER =
      HINGE
          .add("power", Kinds.oneOf(1, 2, 3), 2)
          .help("power of each hinge; 2 is the squared hinge.");
  public static final Setting<Double> HINGE_MARGIN =
      HINGE.add("margin", DecimalKind.above(0), 1.0).help("the margin of each hinge.");
  public static final Setting<Reduction> HINGE_REDUCTION =
      HINGE
          .choice("reduction", Reduction.SUM)
          .help("over the classes, the sum (which trains better) or the mean.");

  public static final Setting<Double> FOCAL_GAMMA =
      FOCAL
          .add("gamma", DecimalKind.from(0), 2.0)
          .help(
              "how much less an image counts the surer its label is; 0 is the cross-entropy, Lin et al., 2017, have 2.");

  public static final Setting<Double> CONTRASTIVE_WEIGHT =
      weight(CONTRASTIVE, "contrastive term (Hadsell et al., 2006)");
  public static final Setting<WithEmbeddings.Space> CONTRASTIVE_EMBEDDINGS =
      embeddings(CONTRASTIVE);
  public static final Setting<Double> CONTRASTIVE_MARGIN =
      CONTRASTIVE
          .add("margin", DecimalKind.above(0), 1.0)
          .help("the distance from which on a pair of two classes costs nothing.");
  public static final Setting<Integer> CONTRASTIVE_POWER =
      CONTRASTIVE.add("power", Kinds.oneOf(1, 2), 2).help("power p of distances, as D^p / p.");
  public static final Setting<Boolean> CONTRASTIVE_NORMALIZE = normalize(CONTRASTIVE, false);
  public static final Setting<ContrastiveLoss.Pairs> CONTRASTIVE_REDUCTION =
      CONTRASTIVE
          .choice("reduction", ContrastiveLoss.Pairs.BALANCED)
          .help(
              "the mean over pairs of one class and that over the others, added (balanced); the mean over all pairs; or as balanced, over pairs with a loss above 0.");

  public static final Setting<Double> TRIPLET_WEIGHT =
      weight(TRIPLET, "triplet term (Schroff et al., 2015)");
  public static final Setting<WithEmbeddings.Space> TRIPLET_EMBEDDINGS = embeddings(TRIPLET);
  public static final Setting<TripletLoss.Mining> TRIPLET_MINING =
      TRIPLET
          .choice("mining", TripletLoss.Mining.SEMI_HARD)
          .help(
              "each pair of a class with the closest image of another class that is farther away (semi-hard); each image with its farthest of its class and its closest of another (batch-hard); or all triplets.");
  public static final Setting<Double> TRIPLET_MARGIN =
      TRIPLET
          .add("margin", DecimalKind.from(0), 0.2)
          .help("by how much an image of another class is to be farther than one of the own.");
  public static final Setting<TripletLoss.Distance> TRIPLET_DISTANCE =
      TRIPLET
          .choice("distance", TripletLoss.Distance.SQUARED_EUCLIDEAN)
          .help("squared distances (Schroff et al.) or distances (Hermans et al., 2017).");
  public static final Setting<Boolean> TRIPLET_NORMALIZE = normalize(TRIPLET, true);
  public static final Setting<TripletLoss.Hinge> TRIPLET_HINGE =
      TRIPLET.choice("hinge", TripletLoss.Hinge.RELU).help("max(0, v) or, softer, log(1 + e^v).");
  public static final Setting<TripletLoss.Average> TRIPLET_REDUCTION =
      TRIPLET
          .choice("reduction", TripletLoss.Average.MEAN)
          .help("the mean over the triplets chosen, or over those with a loss above 0.");

  public static final Setting<Double> SUPERVISED_CONTRASTIVE_WEIGHT =
      weight(SUPERVISED_CONTRASTIVE, "term (Khosla et al., 2020)");
  public static final Setting<WithEmbeddings.Space> SUPERVISED_CONTRASTIVE_EMBEDDINGS =
      embeddings(SUPERVISED_CONTRASTIVE);
  public static final Setting<Double> SUPERVISED_CONTRASTIVE_TEMPERATURE =
      SUPERVISED_CONTRASTIVE
          .add("temperature", DecimalKind.above(0), 0.1)
          .help("temperature of the softmax over the images of a batch.");

  public static final Setting<Integer> L_SOFTMAX_MARGIN =
      L_SOFTMAX
          .add("margin", Kinds.whole(1, 4), 2)
          .help(
              "by how much the angle to the label is multiplied (Liu et al., 2016, have 2 on CIFAR-10, 4 on MNIST); 1 is the cross-entropy without bias.");
  public static final Setting<Double> L_SOFTMAX_BASE =
      L_SOFTMAX
          .add("base", DecimalKind.from(0), 1000.0)
          .help(
              "where the plain logit's share lambda = base (1 + gamma t)^-power begins; 0 anneals nothing.");
  public static final Setting<Double> L_SOFTMAX_GAMMA =
      L_SOFTMAX
          .add("gamma", DecimalKind.from(0), 0.00002)
          .help(
              "how fast lambda falls in iteration t; the source's for 30,000 iterations. loss.l-softmax.fitted=on fits it to the run.");
  public static final Setting<Double> L_SOFTMAX_POWER =
      L_SOFTMAX.add("power", DecimalKind.from(0), 45.0).help("power in lambda's fall.");
  public static final Setting<Double> L_SOFTMAX_LEAST =
      L_SOFTMAX
          .add("least", DecimalKind.from(0), 0.0)
          .help(
              "lambda does not fall below it; the source advises 5 or 10 for data that are hard.");
  public static final Setting<Boolean> L_SOFTMAX_FITTED =
      L_SOFTMAX
          .flag("fitted", false)
          .help(
              "takes 0.6 / iterations for gamma, which keeps the shape of the source's annealing whatever the run's length.");

  public static final Setting<Double> COSFACE_SCALE = scale(COSFACE);
  public static final Setting<Double> COSFACE_MARGIN =
      COSFACE
          .add("margin", DecimalKind.from(0), 0.35)
          .help("what is taken from the cosine of the label (Wang et al., 2018).");
  public static final Setting<Double> ARCFACE_SCALE = scale(ARCFACE);
  public static final Setting<Double> ARCFACE_MARGIN =
      ARCFACE
          .add("margin", DecimalKind.from(0).below(Math.PI), 0.5)
          .help("what is added to the angle to the label, in radians (Deng et al., 2019).");

  public static final Setting<List<Double>> MULTI_LOSS_WEIGHTS =
      MULTI_LOSS
          .add("weights", Kinds.listOf(3, DecimalKind.from(0)), List.of(1 / 3.0, 1 / 3.0, 1 / 3.0))
          .help(
              "weights of softmax, pairwise ranking and LambdaRank, each on a head of its own (after Xu et al., 2016).");
  public static final Setting<Double> MULTI_LOSS_SIGMA =
      MULTI_LOSS.add("sigma", DecimalKind.above(0), 1.0).help("steepness of LambdaRank.");
  public static final Setting<Integer> MULTI_LOSS_WARMUP =
      MULTI_LOSS
          .add("warmup", Kinds.whole(0, LearningRateSettings.MOST_ITERATIONS), 0)
          .help("iterations in which the softmax head is trained alone.");
  public static final Setting<Average> MULTI_LOSS_AVERAGE =
      MULTI_LOSS
          .choice("average", Average.PROBABILITIES)
          .help(
              "the prediction is the mean of the heads' probabilities, or the softmax of the mean of their logits.");

  private RelativesSettings() {}

  private static Setting<Double> weight(Group loss, String term) {
    return loss.add("weight", DecimalKind.from(0), 1.0)
        .help("weight of the " + term + " beside the cross-entropy; 0 only measures it.");
  }

  private static Setting<WithEmbeddings.Space> embeddings(Group loss) {
    return loss.choice("embeddings", WithEmbeddings.Space.FEATURES)
        .help("it acts on the pooled features or on the logits.");
  }

  private static Setting<Boolean> normalize(Group loss, boolean usual) {
    return loss.flag("normalize", usual).help("on embeddings scaled to length 1.");
  }

  private static Setting<Double> scale(Group loss) {
    return loss.add("scale", DecimalKind.above(0), 64.0)
        .help(
            "factor on the cosines, which are the logits; 64 is for thousands of classes, less for 10 or 100.");
  }
}
