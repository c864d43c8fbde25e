package org.mixsep.app.model;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.mixsep.training.ClassificationStatistics;
import org.mixsep.training.Views;

/**
 * How a trained model did on a set of images.
 *
 * @param run its run folder
 * @param iteration steps it was trained for
 * @param images name of the image set
 * @param classNames in the order of the statistics
 * @param averaged whether the model's weights are averages over steps
 * @param views of the images that a second error was measured by, if any
 * @param outputs each module and their mean, in the order in which they are shown
 * @param pictures what the prediction is of each image, in their order
 */
public record ModelEvaluation(
    Path run,
    long iteration,
    String images,
    List<String> classNames,
    boolean averaged,
    Views views,
    List<Output> outputs,
    List<JudgedPicture> pictures) {
  public ModelEvaluation {
    pictures = List.copyOf(pictures);
    classNames = List.copyOf(classNames);
    outputs = List.copyOf(outputs);
  }

  /**
   * One output of the network.
   *
   * @param name such as {@code block 4} or {@code mean of modules}
   * @param prediction whether this output is the run's prediction
   * @param errorByViews share of images that it gets wrong by {@link ModelEvaluation#views}, 0 to
   *     1, where there are any
   */
  public record Output(
      String name,
      boolean prediction,
      ClassificationStatistics statistics,
      OptionalDouble errorByViews) {}

  /** The output that is the run's prediction. */
  public Output prediction() {
    return outputs.stream().filter(Output::prediction).findFirst().orElseThrow();
  }
}
