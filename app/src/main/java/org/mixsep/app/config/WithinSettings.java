package org.mixsep.app.config;

import java.util.List;
import org.mixsep.loss.FeatureSpace;
import org.mixsep.loss.PairDistance;
import org.mixsep.loss.Reduction;

/** The within-class loss L_W and its weight w in L = L_B + w L_W. */
public final class WithinSettings {
  /** Of what shapes L_W: cross-entropy measures it without training on it. */
  static final Need MEASURED =
      Need.oneOf(LossSettings.NAME, List.of(LossName.MSL, LossName.CROSS_ENTROPY))
          .or(RelativesSettings.ADD_WITHIN);

  static final Group ALL = new Group(Scope.MODEL).needing(MEASURED);

  private static final Need TRAINED_ON =
      Need.of(LossSettings.NAME, LossName.MSL).or(RelativesSettings.ADD_WITHIN);

  public static final Setting<Double> WEIGHT =
      ALL.add("loss.within.weight", DecimalKind.from(0), 1.0)
          .needs(TRAINED_ON)
          .help(
              "Weight of the within-class loss. The paper has 1, which trains slowly here; 0.001 to 0.01"
                  + " trains well.");
  public static final Setting<Integer> WARMUP =
      ALL.add("loss.within.warmup", Kinds.whole(0, LearningRateSettings.MOST_ITERATIONS), 0)
          .needs(TRAINED_ON)
          .help(
              "Iterations over which that weight rises in a straight line from near 0; the paper has"
                  + " none.");
  public static final Setting<Double> SHARE =
      ALL.add("loss.within.share", DecimalKind.from(0), 0.0)
          .needs(TRAINED_ON)
          .help(
              "Holds the weighted within-class loss at this share of the loss it is added to, whatever"
                  + " the size of the logits; loss.within.weight is then the most its weight may be. 0"
                  + " takes the weight as it is, as the paper does.");
  public static final Setting<Integer> MEMORY =
      ALL.add("loss.within.memory", Kinds.whole(0, 1000), 0)
          .help(
              "How many of the latest logits of each class a module keeps, so that the images of a small"
                  + " batch have pairs: each also with those kept of its class, without a gradient into"
                  + " them. The paper has none.");
  public static final Setting<Reduction> REDUCTION =
      ALL.choice("loss.within.reduction", Reduction.SUM)
          .help(
              "The within-class loss over classes: their sum (the paper), or the mean of those that have"
                  + " a pair of images in the batch.");
  public static final Setting<PairDistance> PAIR_DISTANCE =
      ALL.add("loss.pairDistance", Kinds.underscored(PairDistance.values()), PairDistance.EUCLIDEAN)
          .help(
              "Distance of two images of one class. manhattan grows with the number of classes and needs"
                  + " a small weight.");
  public static final Setting<FeatureSpace> SPACE =
      ALL.choice("loss.space", FeatureSpace.LOGITS)
          .help(
              "What the pair distance is measured on: the logits (the paper), the logits scaled to length"
                  + " 1 (unit), the class probabilities; or the logits over their spread in the batch, or"
                  + " over the mean distance between classes, so that the weight and the threshold do not"
                  + " depend on how large logits are (-detached: without a gradient through that).");

  private WithinSettings() {}
}
