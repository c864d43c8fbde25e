package org.mixsep.app.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.mixsep.app.config.Catalogue;
import org.mixsep.app.config.DataName;
import org.mixsep.app.config.DataSettings;
import org.mixsep.app.config.Setting;
import org.mixsep.app.config.TrainingSettings;
import org.mixsep.app.statistics.PairedComparison;

/** The tables of a report on some runs. */
final class ReportTables {
  private final List<RunRecord> runs;
  private final List<String> outputs;

  ReportTables(List<RunRecord> runs) {
    this.runs = runs;
    TreeSet<String> all = new TreeSet<>();
    runs.forEach(run -> all.addAll(run.outputs()));
    outputs = List.copyOf(all); // block1 .. block4, mean
  }

  /** Those that have something to say. */
  List<Table> all() {
    List<Table> tables = new ArrayList<>();
    Map<String, List<RunRecord>> bySet = bySet();
    bySet.forEach((set, tested) -> tables.add(lastErrors(tested, suffix(bySet, set))));
    tables.addAll(List.of(paper(), statistics()));
    tables.addAll(new EvaluationTables(runs).all());
    tables.addAll(List.of(differing(), common()));
    bySet.forEach((set, tested) -> tables.add(best(tested, suffix(bySet, set))));
    tables.removeIf(table -> table.rows().isEmpty());
    return tables;
  }

  /** Runs by what they were tested on: errors on other images are not to stand in one column. */
  private Map<String, List<RunRecord>> bySet() {
    return runs.stream()
        .collect(
            Collectors.groupingBy(RunRecord::testedOn, LinkedHashMap::new, Collectors.toList()));
  }

  private static String suffix(Map<String, List<RunRecord>> bySet, String set) {
    return bySet.size() == 1 ? "" : ", on " + set;
  }

  /** What a reader has to know of the runs together; may be empty. */
  List<String> notes() {
    Map<String, List<RunRecord>> bySet = bySet();
    return bySet.size() == 1
        ? List.of()
        : List.of(
            "the runs were tested on different images, whose errors cannot be compared: "
                + String.join(", ", bySet.keySet()));
  }

  private Table lastErrors(List<RunRecord> tested, String suffix) {
    boolean viewed =
        tested.stream().anyMatch(run -> run.lastErrorByViews(run.prediction()).isPresent());
    List<List<String>> rows = new ArrayList<>();
    for (RunRecord run : tested) {
      List<String> row = new ArrayList<>();
      row.add(run.name());
      String planned = Texts.count(run.config().get(TrainingSettings.ITERATIONS));
      row.add(
          run.finished()
              ? Texts.count(run.lastIteration())
              : Texts.count(run.lastIteration()) + " of " + planned + ", unfinished");
      outputs.forEach(output -> row.add(Texts.fixed(run.lastError(output))));
      boolean averaged = run.config().averagesWeights();
      row.add(Texts.output(run.prediction()) + (averaged ? ", averaged weights" : ""));
      if (viewed) {
        row.add(run.lastErrorByViews(run.prediction()).orElse(Texts.NONE));
      }
      rows.add(row);
    }
    List<String> headers = headers("iteration", Texts::output, "prediction");
    if (viewed) {
      headers.add("prediction by views");
    }
    return new Table(
        "Test error, %" + suffix,
        "At the last iteration: this is the result."
            + (viewed ? " By views: the logits averaged over views of each image." : ""),
        headers,
        rows);
  }

  private Table best(List<RunRecord> tested, String suffix) {
    List<List<String>> rows = new ArrayList<>();
    for (RunRecord run : tested) {
      List<String> row = new ArrayList<>();
      row.add(run.name());
      for (String output : outputs) {
        row.add(
            run.bestIteration(output)
                .map(i -> Texts.fixed(run.testError(i, output)) + " at " + Texts.count(i))
                .orElse(Texts.NONE));
      }
      if (!run.errors().isEmpty()) {
        rows.add(row);
      }
    }
    return new Table(
        "Best on test, %: what a paper may report" + suffix,
        "The lowest error among all measurements on the test images. It is chosen by looking at"
            + " them, hence too low, and not the result.",
        headers("", Texts::output, ""),
        rows);
  }

  private List<String> headers(String before, UnaryOperator<String> name, String after) {
    List<String> headers = new ArrayList<>(List.of("run"));
    if (!before.isEmpty()) {
      headers.add(before);
    }
    outputs.forEach(output -> headers.add(name.apply(output)));
    if (!after.isEmpty()) {
      headers.add(after);
    }
    return headers;
  }

  private Table paper() {
    List<List<String>> rows = new ArrayList<>();
    for (RunRecord run : runs) {
      OptionalDouble ours = run.lastError(run.prediction());
      if (ours.isPresent()) {
        for (PaperNumbers.Entry entry : PaperNumbers.fitting(run.config())) {
          List<String> departures = PaperNumbers.departures(run.config());
          rows.add(
              List.of(
                  run.name(),
                  entry.item(),
                  Texts.fixed(entry.percent()),
                  Texts.fixed(ours) + (run.finished() ? "" : " (unfinished)"),
                  Texts.signed(ours.getAsDouble() - entry.percent()),
                  departures.isEmpty() ? "none" : String.join(", ", departures)));
        }
      }
    }
    return new Table(
        "Beside the paper, test error in %",
        "Ours is the prediction's error at the last iteration; the paper does not say whether its"
            + " numbers are the last ones or the best on test.",
        List.of("run", "in the paper", "paper", "ours", "difference", "departs from the paper by"),
        rows);
  }

  /** Every pair of arms with equal seeds. */
  private Table statistics() {
    List<List<String>> rows = new ArrayList<>();
    List<Arm> arms = Arm.among(runs);
    for (int i = 0; i < arms.size(); i++) {
      for (int j = i + 1; j < arms.size(); j++) {
        Arm first = arms.get(i);
        Arm second = arms.get(j);
        if (first.pairsWith(second)) {
          first.outputs(second).forEach(output -> compare(first, second, output, rows));
        }
      }
    }
    return new Table(
        "Arms with paired seeds, test error in %",
        Comparisons.NOTE, Comparisons.headers("first arm", "second arm", "output", "seeds"), rows);
  }

  private static void compare(Arm first, Arm second, String output, List<List<String>> rows) {
    double[] a = first.errors(output);
    double[] b = second.errors(output);
    if (a.length < 2 || a.length != b.length) {
      return;
    }
    PairedComparison pairs = PairedComparison.of(a, b);
    rows.add(
        Comparisons.row(
            pairs,
            first.unlike(second),
            second.unlike(first),
            Texts.output(output),
            String.join(", ", first.runs().keySet())));
  }

  private Table differing() {
    List<String> headers = new ArrayList<>(List.of("setting"));
    runs.forEach(run -> headers.add(run.name()));
    List<List<String>> rows = new ArrayList<>();
    for (Setting<?> setting : Catalogue.all()) {
      List<String> texts = texts(setting);
      if (shown(setting) && texts.stream().distinct().count() > 1) {
        List<String> row = new ArrayList<>(List.of(setting.key()));
        texts.forEach(text -> row.add(Texts.shown(text)));
        rows.add(row);
      }
    }
    return new Table("Settings that differ", "", headers, rows);
  }

  /** What all runs have, where it is not the default. */
  Table common() {
    List<List<String>> rows = new ArrayList<>();
    for (Setting<?> setting : Catalogue.all()) {
      List<String> texts = texts(setting);
      String text = texts.get(0);
      boolean same = texts.stream().distinct().count() == 1;
      if (shown(setting) && same && !text.equals(setting.defaultText())) {
        rows.add(List.of(setting.key(), Texts.shown(text), Texts.shown(setting.defaultText())));
      }
    }
    return new Table(
        runs.size() == 1 ? "Settings" : "Settings in common",
        "Those that are not the default.",
        List.of("setting", "value", "default"),
        rows);
  }

  /** A folder of one's own pictures is what its path says; published sets lie anywhere. */
  private boolean shown(Setting<?> setting) {
    return setting.scope().decides()
        || setting.equals(DataSettings.DIR)
            && runs.stream()
                .anyMatch(run -> run.config().get(DataSettings.NAME) == DataName.FOLDER);
  }

  private List<String> texts(Setting<?> setting) {
    return runs.stream().map(run -> setting.textIn(run.config())).toList();
  }
}
