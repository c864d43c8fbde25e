package org.mixsep.app.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import org.mixsep.training.Views;

/**
 * What came of a run.
 *
 * @param folder the run folder
 * @param iteration iterations done
 * @param validationImages images that the validation errors were measured on, 0 for none
 * @param testImages images that the test errors were measured on
 * @param views of the test images that a second error was measured by, if any
 * @param outputs errors of each module and of their mean, in the order in which they are shown
 * @param time wall time of this command
 */
public record RunSummary(
    Path folder,
    long iteration,
    int validationImages,
    int testImages,
    Views views,
    List<OutputError> outputs,
    Duration time) {
  public RunSummary {
    outputs = List.copyOf(outputs);
  }

  /**
   * The error of one output.
   *
   * @param output its name, such as {@code block 4} or {@code mean of modules}
   * @param validationError share of validation images that are classified wrongly, 0 to 1; empty
   *     when none are kept apart
   * @param testError share of test images that are classified wrongly, 0 to 1
   * @param testErrorByViews the same by {@link RunSummary#views}, where there are any
   * @param prediction whether this output is the run's prediction
   */
  public record OutputError(
      String output,
      OptionalDouble validationError,
      double testError,
      OptionalDouble testErrorByViews,
      boolean prediction) {}
}
