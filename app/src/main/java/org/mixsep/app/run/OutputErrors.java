package org.mixsep.app.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.mixsep.app.run.RunSummary.OutputError;
import org.mixsep.app.runfolder.Evaluations;
import org.mixsep.training.Evaluation;

/** The errors that a run's summary shows, one for each module and one for their mean. */
final class OutputErrors {
  private OutputErrors() {}

  /**
   * @param mean whether the mean is called the prediction, or else the last module
   */
  static List<OutputError> of(
      Evaluations evaluations, Optional<Evaluations> byViews, boolean mean) {
    List<OutputError> outputs = new ArrayList<>();
    Evaluation test = evaluations.test();
    for (int block : test.errorsByBlock().keySet()) {
      boolean last = block == test.errorsByBlock().lastKey();
      outputs.add(
          output(
              "block " + block, evaluations, byViews, e -> e.errorPercent(block), last && !mean));
    }
    outputs.add(
        output("mean of modules", evaluations, byViews, Evaluation::meanErrorPercent, mean));
    return outputs;
  }

  private static OutputError output(
      String name,
      Evaluations evaluations,
      Optional<Evaluations> byViews,
      ToDoubleFunction<Evaluation> percent,
      boolean prediction) {
    return new OutputError(
        name,
        evaluations.validation().stream().mapToDouble(percent).map(p -> p / 100).findFirst(),
        percent.applyAsDouble(evaluations.test()) / 100,
        byViews.stream().mapToDouble(v -> percent.applyAsDouble(v.test()) / 100).findFirst(),
        prediction);
  }
}
