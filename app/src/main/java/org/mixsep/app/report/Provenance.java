package org.mixsep.app.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.mixsep.app.runfolder.Host;
import org.mixsep.app.runfolder.RunResult;

/** With what runs were made, so that anyone can make them again. */
final class Provenance {
  private Provenance() {}

  static Table table(ExperimentRecord experiment) {
    Table table = table(experiment.runs());
    List<List<String>> rows = new ArrayList<>(table.rows());
    rows.add(0, List.of("command", experiment.command()));
    return new Table(table.title(), "", table.headers(), rows);
  }

  /** Without rows while no run has finished. */
  static Table table(List<RunRecord> runs) {
    List<List<String>> rows = new ArrayList<>();
    add(rows, "versions", runs, RunResult::versions);
    add(rows, "commit", runs, RunResult::commit);
    add(rows, "machine", runs, result -> result.host().map(Host::description).orElse(""));
    add(rows, "finished on (UTC)", runs, result -> day(result.finished()));
    add(rows, "train images, SHA-256", runs, result -> result.data().train());
    add(rows, "validation images, SHA-256", runs, result -> result.data().validation());
    add(rows, "test images, SHA-256", runs, result -> result.data().test());
    return new Table("How it was run", "", List.of("what", "which"), rows);
  }

  /** One line for what all finished runs say of something; several where they disagree. */
  private static void add(
      List<List<String>> rows,
      String name,
      List<RunRecord> runs,
      Function<RunResult, String> text) {
    Set<String> texts = new LinkedHashSet<>();
    runs.forEach(run -> run.result().map(text).filter(t -> !t.isEmpty()).ifPresent(texts::add));
    texts.forEach(found -> rows.add(List.of(name, found)));
  }

  /** Of a time as ISO 8601 has it. */
  private static String day(String time) {
    return time.replaceFirst("T.*", "");
  }
}
