package org.mixsep.examples;

import org.mixsep.training.StepRecord;
import org.mixsep.training.TrainingListener;

/** A listener of one's own: prints now and then, and ends the training at a low training error. */
public final class StopWhenGood implements TrainingListener {
  private static final double MEMORY = 0.9;

  private final double enough;
  private double error = 1;

  /**
   * @param enough training error, as a moving average, that ends the training
   */
  public StopWhenGood(double enough) {
    this.enough = enough;
  }

  @Override
  public boolean onStep(StepRecord step) {
    error = MEMORY * error + (1 - MEMORY) * step.errors() / step.images();
    if (step.iteration() % 50 == 0) {
      System.out.printf(
          "iteration %d: loss %.3f, threshold %.3f%n",
          step.iteration(), step.loss(), step.threshold());
    }
    return error > enough;
  }
}
