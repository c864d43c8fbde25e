package org.mixsep.app.config;

/** The schedule {@code onecycle}. */
public final class OneCycleSettings {
  /** How the rate goes up and down. */
  public enum Shape {
    /** Along half a cosine. */
    COSINE,
    /** In straight lines. */
    LINEAR
  }

  static final Group ALL =
      new Group(Scope.MODEL).needing(Need.of(LearningRateSettings.SCHEDULE, Schedule.ONECYCLE));

  public static final Setting<Double> START =
      ALL.add("learningRate.onecycle.start", DecimalKind.from(0).upTo(1), 0.04)
          .help("Share of the initial rate that onecycle rises from; 0.04 as in PyTorch.");
  public static final Setting<Double> RISE =
      ALL.add("learningRate.onecycle.rise", DecimalKind.from(0).below(1), 0.3)
          .help("Share of the run over which onecycle rises; 0.3 as in PyTorch.");
  public static final Setting<Shape> SHAPE =
      ALL.choice("learningRate.onecycle.shape", Shape.COSINE)
          .help(
              "How onecycle goes up and down: along half a cosine each, or in straight lines (linear).");

  private OneCycleSettings() {}
}
