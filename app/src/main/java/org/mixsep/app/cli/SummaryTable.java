package org.mixsep.app.cli;

import org.mixsep.app.run.RunSummary;

/** The result of a run as it is printed at the end. */
final class SummaryTable {
  private SummaryTable() {}

  static String of(RunSummary summary) {
    TextTable table = new TextTable("output", "test error", "").alignRight(1);
    for (RunSummary.OutputError output : summary.outputs()) {
      String note = output.prediction() ? "<- the prediction" : "";
      table.row(output.output(), Numbers.percent(output.testError()), note);
    }
    return table.render(0)
        + ("\n" + summary.iteration() + " iterations, " + summary.testImages() + " test images, ")
        + ("time " + Numbers.time(summary.time().toMillis() / 1e3) + "\n")
        + ("run folder: " + summary.folder() + "\n");
  }
}
