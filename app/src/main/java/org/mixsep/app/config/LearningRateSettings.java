package org.mixsep.app.config;

import java.util.List;

/** The learning rate as a function of the iteration. */
public final class LearningRateSettings {
  static final int MOST_ITERATIONS = 1_000_000_000;

  static final Group ALL = new Group(Scope.MODEL);

  public static final Setting<Double> INITIAL =
      ALL.add("learningRate.initial", DecimalKind.above(0), 0.01)
          .help(
              "The learning rate at the beginning (after the warm-up); the highest one of onecycle.");
  public static final Setting<Schedule> SCHEDULE =
      ALL.choice("learningRate.schedule", Schedule.STEP)
          .help(
              "step: times the factor every learningRate.every iterations; milestones: times the factor"
                  + " at fractions of the run; cosine: half a cosine down to 0; linear: a straight"
                  + " line from the end of the warm-up to the end of the run; onecycle: up to the"
                  + " initial rate and down again; constant.");
  public static final Setting<Double> FACTOR =
      ALL.add("learningRate.factor", DecimalKind.above(0).upTo(1), 0.9)
          .needs(Need.oneOf(SCHEDULE, List.of(Schedule.STEP, Schedule.MILESTONES)))
          .help(
              "What step and milestones multiply the rate by. \"Reduced by 10 %\" in the paper is 0.9"
                  + " read literally; 0.1 is the other reading.");
  public static final Setting<Integer> EVERY =
      ALL.add("learningRate.every", Kinds.whole(1, MOST_ITERATIONS), 20000)
          .needs(Need.of(SCHEDULE, Schedule.STEP))
          .help("Iterations between two reductions by the schedule step.");
  public static final Setting<List<Double>> MILESTONES =
      ALL.add(
              "learningRate.milestones",
              Kinds.ascending(DecimalKind.above(0).below(1)),
              List.of(0.5, 0.75))
          .needs(Need.of(SCHEDULE, Schedule.MILESTONES))
          .help("Fractions of the run at which the schedule milestones reduces the rate.");
  public static final Setting<Integer> WARMUP =
      ALL.add("learningRate.warmup", Kinds.whole(0, MOST_ITERATIONS), 0)
          .help("Iterations over which the rate rises in a straight line from near 0; 0 for none.");
  public static final Setting<Double> END =
      ALL.add("learningRate.end", DecimalKind.from(0).upTo(1), 0.0)
          .needs(Need.oneOf(SCHEDULE, List.of(Schedule.LINEAR, Schedule.ONECYCLE)))
          .help("Share of the initial rate that linear and onecycle end at.");

  private LearningRateSettings() {}
}
