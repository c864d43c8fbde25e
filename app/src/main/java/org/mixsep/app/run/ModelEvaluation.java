package org.mixsep.app.run;

import java.nio.file.Path;
import java.util.List;
import org.mixsep.training.ClassificationStatistics;

/**
 * How a trained model did on a set of images.
 *
 * @param run its run folder
 * @param iteration steps it was trained for
 * @param images name of the image set
 * @param classNames in the order of the statistics
 * @param outputs each module and their mean, in the order in which they are shown
 */
public record ModelEvaluation(
    Path run, long iteration, String images, List<String> classNames, List<Output> outputs) {
  public ModelEvaluation {
    classNames = List.copyOf(classNames);
    outputs = List.copyOf(outputs);
  }

  /**
   * One output of the network.
   *
   * @param name such as {@code block 4} or {@code mean of modules}
   * @param prediction whether this output is the run's prediction
   */
  public record Output(String name, boolean prediction, ClassificationStatistics statistics) {}

  /** The output that is the run's prediction. */
  public Output prediction() {
    return outputs.stream().filter(Output::prediction).findFirst().orElseThrow();
  }
}
