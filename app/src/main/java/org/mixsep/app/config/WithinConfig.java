package org.mixsep.app.config;

import java.util.List;
import org.mixsep.loss.FeatureSpace;
import org.mixsep.loss.PairDistance;
import org.mixsep.loss.Reduction;

/**
 * The within-class loss L_W.
 *
 * @param weight w of L = L_B + w L_W
 * @param warmup iterations over which w rises from near 0
 * @param memory logits kept of each class to form pairs with
 * @param reduction how L_W puts classes together
 * @param pairDistance distance of two images of one class
 * @param space what that distance is measured on
 */
public record WithinConfig(
    double weight,
    int warmup,
    int memory,
    Reduction reduction,
    PairDistance pairDistance,
    FeatureSpace space) {
  static final Setting<Double> WEIGHT =
      new Setting<>(
          "loss.within.weight",
          DecimalKind.from(0),
          "1",
          c -> c.loss().within().weight(),
          "Weight of the within-class loss. The paper has 1, which trains slowly here; 0.001 to 0.01"
              + " trains well.",
          Need.of(LossConfig.NAME, LossName.MSL).or(RelativesConfig.ADD_WITHIN));
  static final Setting<Integer> WARMUP =
      new Setting<>(
          "loss.within.warmup",
          Kinds.whole(0, LearningRateConfig.MOST_ITERATIONS),
          "0",
          c -> c.loss().within().warmup(),
          "Iterations over which that weight rises in a straight line from near 0; the paper has"
              + " none.",
          Need.of(LossConfig.NAME, LossName.MSL).or(RelativesConfig.ADD_WITHIN));
  static final Setting<Integer> MEMORY =
      new Setting<>(
          "loss.within.memory",
          Kinds.whole(0, 1000),
          "0",
          c -> c.loss().within().memory(),
          "How many of the latest logits of each class a module keeps, so that the images of a small"
              + " batch have pairs: each also with those kept of its class, without a gradient into"
              + " them. The paper has none.",
          Need.oneOf(LossConfig.NAME, List.of(LossName.MSL, LossName.CROSS_ENTROPY))
              .or(RelativesConfig.ADD_WITHIN));
  static final Setting<Reduction> REDUCTION =
      new Setting<>(
          "loss.within.reduction",
          Kinds.hyphened(Reduction.values()),
          "sum",
          c -> c.loss().within().reduction(),
          "The within-class loss over classes: their sum (the paper), or the mean of those that have"
              + " a pair of images in the batch.",
          Need.oneOf(LossConfig.NAME, List.of(LossName.MSL, LossName.CROSS_ENTROPY))
              .or(RelativesConfig.ADD_WITHIN));
  static final Setting<PairDistance> PAIR_DISTANCE =
      new Setting<>(
          "loss.pairDistance",
          Kinds.underscored(PairDistance.values()),
          "euclidean",
          c -> c.loss().within().pairDistance(),
          "Distance of two images of one class. manhattan grows with the number of classes and needs"
              + " a small weight.",
          Need.oneOf(LossConfig.NAME, List.of(LossName.MSL, LossName.CROSS_ENTROPY))
              .or(RelativesConfig.ADD_WITHIN));
  static final Setting<FeatureSpace> SPACE =
      new Setting<>(
          "loss.space",
          Kinds.hyphened(FeatureSpace.values()),
          "logits",
          c -> c.loss().within().space(),
          "What the pair distance is measured on: the logits (the paper), the logits scaled to length"
              + " 1 (unit), the class probabilities; or the logits over their spread in the batch, or"
              + " over the mean distance between classes, so that the weight and the threshold do not"
              + " depend on how large logits are (-detached: without a gradient through that).",
          Need.oneOf(LossConfig.NAME, List.of(LossName.MSL, LossName.CROSS_ENTROPY))
              .or(RelativesConfig.ADD_WITHIN));
  static final List<Setting<?>> SETTINGS =
      List.of(WEIGHT, WARMUP, MEMORY, REDUCTION, PAIR_DISTANCE, SPACE);

  public WithinConfig {
    WEIGHT.checked(weight);
    WARMUP.checked(warmup);
    MEMORY.checked(memory);
    REDUCTION.checked(reduction);
    PAIR_DISTANCE.checked(pairDistance);
    SPACE.checked(space);
  }

  static WithinConfig of(Values values) {
    return new WithinConfig(
        values.get(WEIGHT),
        values.get(WARMUP),
        values.get(MEMORY),
        values.get(REDUCTION),
        values.get(PAIR_DISTANCE),
        values.get(SPACE));
  }
}
