package org.mixsep.app.cli;

import java.util.List;
import org.mixsep.app.config.TrainingSettings;
import org.mixsep.app.experiment.Plan;

/** A plan as it is printed before it is carried out. */
final class PlanTable {
  private PlanTable() {}

  /**
   * @param departures what the runs have otherwise than the paper's; may be empty
   */
  static String of(Plan plan, List<String> departures, boolean bold) {
    TextTable table =
        new TextTable("run", "iterations", "time", "state").alignRight(1).alignRight(2);
    for (Plan.Line line : plan.lines()) {
      table.row(
          line.job().label(),
          Integer.toString(line.job().config().get(TrainingSettings.ITERATIONS)),
          line.open() ? Numbers.time(line.seconds()) : "-",
          state(line));
    }
    String text = departures.isEmpty() ? "" : notice(departures, bold);
    return text
        + table.render(0)
        + "\n%d %s, %d to do, about %s on this machine, about %s on disk%s%n"
            .formatted(
                plan.lines().size(),
                plan.lines().size() == 1 ? "run" : "runs",
                plan.open(),
                Numbers.time(plan.seconds()),
                Numbers.size(plan.bytes()),
                plan.free().isPresent()
                    ? " (%s free)".formatted(Numbers.size(plan.free().getAsLong()))
                    : "");
  }

  private static String notice(List<String> departures, boolean bold) {
    String text = "Reduced or changed, paper → here: " + String.join("; ", departures);
    return (bold ? "\u001b[1m" + text + "\u001b[0m" : text) + "\n\n";
  }

  private static String state(Plan.Line line) {
    return switch (line.status().progress()) {
      case TO_DO -> "to do";
      case STARTED -> "at " + line.status().iteration();
      case FINISHED -> "finished";
      case DIVERGED -> "diverged";
    };
  }
}
