package org.mixsep.app.config;

import java.util.List;

/**
 * The learning rate as a function of the iteration.
 *
 * @param initial the rate after the warm-up; the highest one of {@code onecycle}
 * @param schedule how it changes
 * @param factor what schedules {@code step} and {@code milestones} multiply it by
 * @param every iterations between two reductions of {@code step}
 * @param milestones fractions of the run, ascending, at which {@code milestones} reduces it
 * @param warmup iterations over which it rises in a straight line from near 0 to the schedule's
 *     rate
 * @param end share of the initial rate at the end of {@code linear} and {@code onecycle}
 */
public record LearningRateConfig(
    double initial,
    Schedule schedule,
    double factor,
    int every,
    List<Double> milestones,
    int warmup,
    double end,
    OneCycleConfig oneCycle) {
  static final int MOST_ITERATIONS = 1_000_000_000;

  static final Setting<Double> INITIAL =
      new Setting<>(
          "learningRate.initial",
          DecimalKind.above(0),
          "0.01",
          c -> c.training().learningRate().initial(),
          "The learning rate at the beginning (after the warm-up); the highest one of onecycle.");
  static final Setting<Schedule> SCHEDULE =
      new Setting<>(
          "learningRate.schedule",
          Kinds.hyphened(Schedule.values()),
          "step",
          c -> c.training().learningRate().schedule(),
          "step: times the factor every learningRate.every iterations; milestones: times the factor"
              + " at fractions of the run; cosine: half a cosine down to 0; linear: a straight"
              + " line from the end of the warm-up to the end of the run; onecycle: up to the"
              + " initial rate and down again; constant.");
  static final Setting<Double> FACTOR =
      new Setting<>(
          "learningRate.factor",
          DecimalKind.above(0).upTo(1),
          "0.9",
          c -> c.training().learningRate().factor(),
          "What step and milestones multiply the rate by. \"Reduced by 10 %\" in the paper is 0.9"
              + " read literally; 0.1 is the other reading.",
          Need.oneOf(SCHEDULE, List.of(Schedule.STEP, Schedule.MILESTONES)));
  static final Setting<Integer> EVERY =
      new Setting<>(
          "learningRate.every",
          Kinds.whole(1, MOST_ITERATIONS),
          "20000",
          c -> c.training().learningRate().every(),
          "Iterations between two reductions by the schedule step.",
          Need.of(SCHEDULE, Schedule.STEP));
  static final Setting<List<Double>> MILESTONES =
      new Setting<>(
          "learningRate.milestones",
          DecimalKind.above(0).below(1).ascendingList(),
          "0.5,0.75",
          c -> c.training().learningRate().milestones(),
          "Fractions of the run at which the schedule milestones reduces the rate.",
          Need.of(SCHEDULE, Schedule.MILESTONES));
  static final Setting<Integer> WARMUP =
      new Setting<>(
          "learningRate.warmup",
          Kinds.whole(0, MOST_ITERATIONS),
          "0",
          c -> c.training().learningRate().warmup(),
          "Iterations over which the rate rises in a straight line from near 0; 0 for none.");
  static final Setting<Double> END =
      new Setting<>(
          "learningRate.end",
          DecimalKind.from(0).upTo(1),
          "0",
          c -> c.training().learningRate().end(),
          "Share of the initial rate that linear and onecycle end at.",
          Need.oneOf(SCHEDULE, List.of(Schedule.LINEAR, Schedule.ONECYCLE)));
  static final List<Setting<?>> SETTINGS =
      List.of(INITIAL, SCHEDULE, FACTOR, EVERY, MILESTONES, WARMUP, END);

  public LearningRateConfig {
    INITIAL.checked(initial);
    SCHEDULE.checked(schedule);
    FACTOR.checked(factor);
    EVERY.checked(every);
    milestones = List.copyOf(MILESTONES.checked(milestones));
    WARMUP.checked(warmup);
    END.checked(end);
  }

  static LearningRateConfig of(Values values) {
    return new LearningRateConfig(
        values.get(INITIAL),
        values.get(SCHEDULE),
        values.get(FACTOR),
        values.get(EVERY),
        values.get(MILESTONES),
        values.get(WARMUP),
        values.get(END),
        OneCycleConfig.of(values));
  }
}
