package org.mixsep.app.config;

import java.util.List;

/**
 * The schedule {@code onecycle}.
 *
 * @param start share of the highest rate that it starts from
 * @param rise share of the run over which it rises
 * @param shape of both ways
 */
public record OneCycleConfig(double start, double rise, Shape shape) {
  /** How the rate goes up and down. */
  public enum Shape {
    /** Along half a cosine. */
    COSINE,
    /** In straight lines. */
    LINEAR
  }

  static final Setting<Double> START =
      new Setting<>(
          "learningRate.onecycle.start",
          DecimalKind.from(0).upTo(1),
          "0.04",
          c -> c.training().learningRate().oneCycle().start(),
          "Share of the initial rate that onecycle rises from; 0.04 as in PyTorch.",
          Need.of(LearningRateConfig.SCHEDULE, Schedule.ONECYCLE));
  static final Setting<Double> RISE =
      new Setting<>(
          "learningRate.onecycle.rise",
          DecimalKind.from(0).below(1),
          "0.3",
          c -> c.training().learningRate().oneCycle().rise(),
          "Share of the run over which onecycle rises; 0.3 as in PyTorch.",
          Need.of(LearningRateConfig.SCHEDULE, Schedule.ONECYCLE));
  static final Setting<Shape> SHAPE =
      new Setting<>(
          "learningRate.onecycle.shape",
          Kinds.hyphened(Shape.values()),
          "cosine",
          c -> c.training().learningRate().oneCycle().shape(),
          "How onecycle goes up and down: along half a cosine each, or in straight lines (linear).",
          Need.of(LearningRateConfig.SCHEDULE, Schedule.ONECYCLE));
  static final List<Setting<?>> SETTINGS = List.of(START, RISE, SHAPE);

  public OneCycleConfig {
    START.checked(start);
    RISE.checked(rise);
    SHAPE.checked(shape);
  }

  static OneCycleConfig of(Values values) {
    return new OneCycleConfig(values.get(START), values.get(RISE), values.get(SHAPE));
  }
}
