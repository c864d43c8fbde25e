package org.mixsep.app.config;

import java.util.List;

/**
 * The adaptive threshold xi: times {@code factor} when the within-class loss, averaged over a
 * window, has nearly stopped to change.
 *
 * @param start xi at iteration 0
 * @param window iterations in a window
 * @param factor what xi is multiplied by
 * @param tolerance share of the previous mean that counts as "nearly unchanged"
 * @param absoluteTolerance added to that share
 * @param scope one threshold for the network, or one per module
 */
public record ThresholdConfig(
    double start,
    int window,
    double factor,
    double tolerance,
    double absoluteTolerance,
    ThresholdScope scope) {
  static final Setting<Double> START =
      new Setting<>(
          "loss.threshold.start",
          DecimalKind.from(0),
          "0.5",
          c -> c.loss().threshold().start(),
          "The adaptive threshold at the beginning: class distances below it cost nothing.",
          Need.oneOf(LossConfig.NAME, List.of(LossName.MSL, LossName.CROSS_ENTROPY))
              .or(RelativesConfig.ADD_WITHIN));
  static final Setting<Integer> WINDOW =
      new Setting<>(
          "loss.threshold.window",
          Kinds.whole(1, 1_000_000),
          "100",
          c -> c.loss().threshold().window(),
          "Iterations over which the within-class loss is averaged before it is compared with the"
              + " window before.",
          Need.oneOf(LossConfig.NAME, List.of(LossName.MSL, LossName.CROSS_ENTROPY))
              .or(RelativesConfig.ADD_WITHIN));
  static final Setting<Double> FACTOR =
      new Setting<>(
          "loss.threshold.factor",
          DecimalKind.above(0).upTo(1),
          "0.9",
          c -> c.loss().threshold().factor(),
          "What the threshold is multiplied by when two windows are nearly equal; 1 keeps it.",
          Need.oneOf(LossConfig.NAME, List.of(LossName.MSL, LossName.CROSS_ENTROPY))
              .or(RelativesConfig.ADD_WITHIN));
  static final Setting<Double> TOLERANCE =
      new Setting<>(
          "loss.threshold.tolerance",
          DecimalKind.from(0),
          "0.01",
          c -> c.loss().threshold().tolerance(),
          "Two windows are nearly equal when they differ by at most this share of the earlier one,"
              + " plus loss.threshold.absoluteTolerance.",
          Need.oneOf(LossConfig.NAME, List.of(LossName.MSL, LossName.CROSS_ENTROPY))
              .or(RelativesConfig.ADD_WITHIN));
  static final Setting<Double> ABSOLUTE_TOLERANCE =
      new Setting<>(
          "loss.threshold.absoluteTolerance",
          DecimalKind.from(0),
          "0.001",
          c -> c.loss().threshold().absoluteTolerance(),
          "The part of the tolerance that does not depend on the size of the within-class loss.",
          Need.oneOf(LossConfig.NAME, List.of(LossName.MSL, LossName.CROSS_ENTROPY))
              .or(RelativesConfig.ADD_WITHIN));
  static final Setting<ThresholdScope> SCOPE =
      new Setting<>(
          "loss.threshold.scope",
          Kinds.hyphened(ThresholdScope.values()),
          "shared",
          c -> c.loss().threshold().scope(),
          "One threshold shared by the whole network, or one for each module.",
          Need.oneOf(LossConfig.NAME, List.of(LossName.MSL, LossName.CROSS_ENTROPY))
              .or(RelativesConfig.ADD_WITHIN));
  static final List<Setting<?>> SETTINGS =
      List.of(START, WINDOW, FACTOR, TOLERANCE, ABSOLUTE_TOLERANCE, SCOPE);

  public ThresholdConfig {
    START.checked(start);
    WINDOW.checked(window);
    FACTOR.checked(factor);
    TOLERANCE.checked(tolerance);
    ABSOLUTE_TOLERANCE.checked(absoluteTolerance);
    SCOPE.checked(scope);
  }

  static ThresholdConfig of(Values values) {
    return new ThresholdConfig(
        values.get(START),
        values.get(WINDOW),
        values.get(FACTOR),
        values.get(TOLERANCE),
        values.get(ABSOLUTE_TOLERANCE),
        values.get(SCOPE));
  }
}
