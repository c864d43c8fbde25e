package org.mixsep.app.cli;

import java.util.ArrayList;
import java.util.List;
import org.mixsep.app.run.RunSummary;
import org.mixsep.training.Views;

/** The result of a run as it is printed at the end. */
final class SummaryTable {
  private SummaryTable() {}

  static String of(RunSummary summary) {
    boolean validated = summary.validationImages() > 0;
    boolean viewed = summary.views() != Views.NONE;
    List<String> headers = new ArrayList<>(List.of("output", "test error", ""));
    if (viewed) {
      headers.add(2, "by " + summary.views());
    }
    if (validated) {
      headers.add(1, "validation error");
    }
    TextTable table = new TextTable(headers.toArray(String[]::new));
    for (int column = 1; column < headers.size() - 1; column++) {
      table.alignRight(column);
    }
    for (RunSummary.OutputError output : summary.outputs()) {
      List<String> row = new ArrayList<>(List.of(output.output()));
      output.validationError().ifPresent(error -> row.add(Numbers.percent(error)));
      row.add(Numbers.percent(output.testError()));
      output.testErrorByViews().ifPresent(error -> row.add(Numbers.percent(error)));
      row.add(output.prediction() ? "<- the prediction" : "");
      table.row(row.toArray(String[]::new));
    }
    String validation = validated ? summary.validationImages() + " validation and " : "";
    return table.render(0)
        + ("\n" + summary.iteration() + " iterations, ")
        + (validation + summary.testImages() + " test images, ")
        + ("time " + Numbers.time(summary.time().toMillis() / 1e3) + "\n")
        + ("run folder: " + summary.folder() + "\n");
  }
}
