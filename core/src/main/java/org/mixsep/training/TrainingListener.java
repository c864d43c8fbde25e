package org.mixsep.training;

/** Is told of every step. It is called on the training thread, so it should be quick. */
@FunctionalInterface
public interface TrainingListener {

  /**
   * Called after each step.
   *
   * @return whether training may go on; false ends it after this step
   */
  boolean onStep(StepRecord step);
}
