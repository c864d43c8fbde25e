package org.mixsep.app.run;

import org.mixsep.training.Evaluation;
import org.mixsep.training.StepRecord;

/** Is told how a run goes, to show it. */
public interface Progress {

  /** A line for the reader, such as what is being prepared. */
  void note(String line);

  /**
   * A step is done.
   *
   * @param total number of steps of the whole run
   * @param imagesPerSecond over the last seconds
   */
  void step(StepRecord step, long total, double imagesPerSecond);

  /** The test error was measured after {@code iteration} steps. */
  void evaluated(long iteration, Evaluation evaluation);
}
