package org.mixsep.app.config;

/**
 * The adaptive threshold xi: times a factor when the within-class loss, averaged over a window, has
 * nearly stopped to change.
 */
public final class ThresholdSettings {
  static final Group ALL = new Group(Scope.MODEL).needing(WithinSettings.MEASURED);

  public static final Setting<Double> START =
      ALL.add("loss.threshold.start", DecimalKind.from(0), 0.5)
          .help("The adaptive threshold at the beginning: class distances below it cost nothing.");
  public static final Setting<Integer> WINDOW =
      ALL.add("loss.threshold.window", Kinds.whole(1, 1_000_000), 100)
          .help(
              "Iterations over which the within-class loss is averaged before it is compared with the"
                  + " window before.");
  public static final Setting<Double> FACTOR =
      ALL.add("loss.threshold.factor", DecimalKind.above(0).upTo(1), 0.9)
          .help(
              "What the threshold is multiplied by when two windows are nearly equal; 1 keeps it.");
  public static final Setting<ThresholdStall> STALL =
      ALL.choice("loss.threshold.stall", ThresholdStall.MEANS)
          .help(
              "What shrinks the threshold: two windows whose means are nearly equal (means, the paper),"
                  + " or a window without a trend (trend), which also a loss that changes slowly is not.");
  public static final Setting<Double> TREND =
      ALL.add("loss.threshold.trend", DecimalKind.from(0), 2.0)
          .needs(Need.of(STALL, ThresholdStall.TREND))
          .help(
              "Standard errors that the slope of the least-squares line through a window's losses is at"
                  + " most away from 0 where they have no trend.");
  public static final Setting<Double> TOLERANCE =
      ALL.add("loss.threshold.tolerance", DecimalKind.from(0), 0.01)
          .help(
              "Two windows are nearly equal when they differ by at most this share of the earlier one,"
                  + " plus loss.threshold.absoluteTolerance.");
  public static final Setting<Double> ABSOLUTE_TOLERANCE =
      ALL.add("loss.threshold.absoluteTolerance", DecimalKind.from(0), 0.001)
          .help(
              "The part of the tolerance that does not depend on the size of the within-class loss.");
  public static final Setting<ThresholdScope> SCOPE =
      ALL.choice("loss.threshold.scope", ThresholdScope.SHARED)
          .help("One threshold shared by the whole network, or one for each module.");

  private ThresholdSettings() {}
}
