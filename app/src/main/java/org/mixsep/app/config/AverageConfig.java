package org.mixsep.app.config;

import java.util.List;

/**
 * How the weights are averaged over steps, for the network that is measured, saved and used.
 *
 * @param decay what a step keeps of the average, 0 for no average
 * @param every steps between two updates of it
 */
public record AverageConfig(double decay, int every) {
  static final Setting<Double> DECAY =
      new Setting<>(
          "average.decay",
          DecimalKind.from(0).below(1),
          "0",
          c -> c.training().average().decay(),
          "Exponential moving average of the weights and batch-norm statistics: what a step keeps of"
              + " it, such as 0.999; in the first steps less, (1 + t) / (10 + t) after t. The errors,"
              + " predictions and exports of the run are then the average's. 0 averages nothing.");
  static final Setting<Integer> EVERY =
      new Setting<>(
          "average.every",
          Kinds.whole(1, 1_000_000),
          "1",
          c -> c.training().average().every(),
          "Steps between two updates of the average, which keep what that many steps would: a larger"
              + " number saves time.",
          Need.other(DECAY, 0.0));
  static final List<Setting<?>> SETTINGS = List.of(DECAY, EVERY);

  public AverageConfig {
    DECAY.checked(decay);
    EVERY.checked(every);
  }

  /** Whether there is an average. */
  public boolean on() {
    return decay > 0;
  }

  static AverageConfig of(Values values) {
    return new AverageConfig(values.get(DECAY), values.get(EVERY));
  }
}
