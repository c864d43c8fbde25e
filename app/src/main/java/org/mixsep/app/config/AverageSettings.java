package org.mixsep.app.config;

/** How the weights are averaged over steps, for the network that is measured, saved and used. */
public final class AverageSettings {
  static final Group ALL = new Group(Scope.MODEL);

  public static final Setting<Double> DECAY =
      ALL.add("average.decay", DecimalKind.from(0).below(1), 0.0)
          .help(
              "Exponential moving average of the weights and batch-norm statistics: what a step keeps of"
                  + " it, such as 0.999; in the first steps less, (1 + t) / (10 + t) after t. The errors,"
                  + " predictions and exports of the run are then the average's. 0 averages nothing.");
  public static final Setting<Integer> EVERY =
      ALL.add("average.every", Kinds.whole(1, 1_000_000), 1)
          .needs(Need.other(DECAY, 0.0))
          .help(
              "Steps between two updates of the average, which keep what that many steps would: a larger"
                  + " number saves time.");

  private AverageSettings() {}
}
