package org.mixsep.app.config;

import java.util.List;
import org.mixsep.loss.FeatureSpace;
import org.mixsep.loss.PairDistance;
import org.mixsep.loss.Reduction;

/**
 * The loss. All but {@code name} matters to the mixture separability loss only.
 *
 * @param withinWeight w of L = L_B + w L_W
 * @param withinWarmup iterations over which w rises from near 0
 * @param withinReduction how L_W puts classes together
 * @param pairDistance distance of two images of one class
 * @param space what that distance is measured on
 * @param labelSmoothing share of each label spread over all classes
 */
public record LossConfig(
    LossName name,
    double withinWeight,
    int withinWarmup,
    Reduction withinReduction,
    PairDistance pairDistance,
    FeatureSpace space,
    double labelSmoothing,
    ThresholdConfig threshold) {
  static final Setting<LossName> NAME =
      new Setting<>(
          "loss.name",
          Kinds.hyphened(LossName.values()),
          "msl",
          c -> c.loss().name(),
          "The loss of each module: cross-entropy, or msl, the mixture separability loss"
              + " (cross-entropy + loss.within.weight x within-class loss).");
  static final Setting<Double> WITHIN_WEIGHT =
      new Setting<>(
          "loss.within.weight",
          DecimalKind.from(0),
          "1",
          c -> c.loss().withinWeight(),
          "Weight of the within-class loss. The paper has 1, which trains slowly here; 0.001 to 0.01"
              + " trains well.");
  static final Setting<Integer> WITHIN_WARMUP =
      new Setting<>(
          "loss.within.warmup",
          Kinds.whole(0, LearningRateConfig.MOST_ITERATIONS),
          "0",
          c -> c.loss().withinWarmup(),
          "Iterations over which that weight rises in a straight line from near 0; the paper has"
              + " none.");
  static final Setting<Reduction> WITHIN_REDUCTION =
      new Setting<>(
          "loss.within.reduction",
          Kinds.hyphened(Reduction.values()),
          "sum",
          c -> c.loss().withinReduction(),
          "The within-class loss over classes: their sum (the paper), or the mean of those that have"
              + " a pair of images in the batch.");
  static final Setting<PairDistance> PAIR_DISTANCE =
      new Setting<>(
          "loss.pairDistance",
          Kinds.underscored(PairDistance.values()),
          "euclidean",
          c -> c.loss().pairDistance(),
          "Distance of two images of one class. manhattan grows with the number of classes and needs"
              + " a small weight.");
  static final Setting<FeatureSpace> SPACE =
      new Setting<>(
          "loss.space",
          Kinds.hyphened(FeatureSpace.values()),
          "logits",
          c -> c.loss().space(),
          "What the pair distance is measured on: the logits (the paper), the logits scaled to length"
              + " 1 (unit), or the class probabilities.");
  static final Setting<Double> LABEL_SMOOTHING =
      new Setting<>(
          "loss.labelSmoothing",
          DecimalKind.from(0).below(1),
          "0",
          c -> c.loss().labelSmoothing(),
          "Share of each label that the cross-entropy spreads evenly over all classes, with either"
              + " loss; the paper has none, 0.1 is usual.");
  static final List<Setting<?>> SETTINGS =
      List.of(
          NAME,
          WITHIN_WEIGHT,
          WITHIN_WARMUP,
          WITHIN_REDUCTION,
          PAIR_DISTANCE,
          SPACE,
          LABEL_SMOOTHING);

  public LossConfig {
    NAME.checked(name);
    WITHIN_WEIGHT.checked(withinWeight);
    WITHIN_WARMUP.checked(withinWarmup);
    WITHIN_REDUCTION.checked(withinReduction);
    PAIR_DISTANCE.checked(pairDistance);
    SPACE.checked(space);
    LABEL_SMOOTHING.checked(labelSmoothing);
  }

  static LossConfig of(Values values) {
    return new LossConfig(
        values.get(NAME),
        values.get(WITHIN_WEIGHT),
        values.get(WITHIN_WARMUP),
        values.get(WITHIN_REDUCTION),
        values.get(PAIR_DISTANCE),
        values.get(SPACE),
        values.get(LABEL_SMOOTHING),
        ThresholdConfig.of(values));
  }
}
