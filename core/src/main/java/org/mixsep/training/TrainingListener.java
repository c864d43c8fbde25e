package org.mixsep.training;

/**
 * Is told of every step, and of what is due after it. It is called on the training thread, so it
 * should be quick.
 */
@FunctionalInterface
public interface TrainingListener {

  /**
   * Whether to measure the size of a step's update, which costs a copy of all weights and changes
   * none.
   *
   * @param iteration number of the step that comes, from 1
   */
  default boolean measures(long iteration) {
    return false;
  }

  /**
   * Called after each step.
   *
   * @return whether training may go on; false ends it after this step
   */
  boolean onStep(StepRecord step);

  /** Called after {@link #onStep} where an evaluation is due. */
  default void onEvaluation(long iteration) {}

  /**
   * Called last after a step where a checkpoint is due: also after the very last step, and after
   * one that {@link #onStep} ended the training with.
   */
  default void onCheckpoint(long iteration) {}
}
