package org.mixsep.app.cli;

import org.mixsep.app.run.RunSummary;

/** The result of a run as it is printed at the end. */
final class SummaryTable {
  private SummaryTable() {}

  static String of(RunSummary summary) {
    boolean validated = summary.validationImages() > 0;
    TextTable table =
        validated
            ? new TextTable("output", "validation error", "test error", "")
                .alignRight(1)
                .alignRight(2)
            : new TextTable("output", "test error", "").alignRight(1);
    for (RunSummary.OutputError output : summary.outputs()) {
      String note = output.prediction() ? "<- the prediction" : "";
      String test = Numbers.percent(output.testError());
      if (validated) {
        String validation = Numbers.percent(output.validationError().orElseThrow());
        table.row(output.output(), validation, test, note);
      } else {
        table.row(output.output(), test, note);
      }
    }
    String validation = validated ? summary.validationImages() + " validation and " : "";
    return table.render(0)
        + ("\n" + summary.iteration() + " iterations, ")
        + (validation + summary.testImages() + " test images, ")
        + ("time " + Numbers.time(summary.time().toMillis() / 1e3) + "\n")
        + ("run folder: " + summary.folder() + "\n");
  }
}
