package org.mixsep.app.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.mixsep.app.runfolder.EvaluationRecord;
import org.mixsep.app.runfolder.EvaluationRecord.Cell;

/** The tables of a report about single classes, on those of its runs that have an evaluation. */
final class EvaluationTables {
  /** More classes are shown by the chart, and in the table only the worst. */
  private static final int MOST_CLASSES = 20;

  private static final int MOST_CONFUSIONS = 10;

  private final List<RunRecord> runs;

  EvaluationTables(List<RunRecord> all) {
    runs = all.stream().filter(run -> run.evaluation().isPresent()).toList();
  }

  /** Some of them may be without rows. */
  List<Table> all() {
    List<Table> tables = new ArrayList<>(List.of(distances()));
    Map<List<String>, List<RunRecord>> byClasses =
        runs.stream()
            .collect(
                Collectors.groupingBy(
                    run -> evaluation(run).classes(), LinkedHashMap::new, Collectors.toList()));
    byClasses.forEach(
        (names, same) ->
            tables.add(
                classes(names, same, byClasses.size() == 1 ? "" : ", " + same.get(0).testedOn())));
    tables.add(confusions());
    return tables;
  }

  private Table distances() {
    List<List<String>> rows = new ArrayList<>();
    for (RunRecord run : runs) {
      EvaluationRecord found = run.evaluation().orElseThrow();
      rows.add(
          List.of(
              run.name(),
              Texts.fixed(found.distances().within()),
              Texts.fixed(found.distances().between()),
              Texts.fixed(found.distances().within() / found.distances().between())));
    }
    return new Table(
        "Distances between test images",
        "Root mean square of the Euclidean distance of the last module's logits, over all pairs of"
            + " one class and of different classes. The smaller the ratio, the better classes are"
            + " told apart; the distances themselves grow and shrink with the scale of the logits.",
        List.of("run", "within a class", "between classes", "ratio"),
        rows);
  }

  /**
   * @param same the runs on these classes
   * @param suffix tells them from runs on others
   */
  private static Table classes(List<String> names, List<RunRecord> same, String suffix) {
    List<String> headers = new ArrayList<>(List.of("class"));
    same.forEach(run -> headers.add(run.name()));
    List<double[]> errors = same.stream().map(run -> evaluation(run).classErrors()).toList();
    boolean many = names.size() > MOST_CLASSES;
    List<List<String>> rows = new ArrayList<>();
    IntStream.range(0, names.size())
        .boxed()
        .sorted(many ? Comparator.comparingDouble(c -> -errors.get(0)[c]) : (a, b) -> a - b)
        .limit(MOST_CLASSES)
        .forEach(
            c -> {
              List<String> row = new ArrayList<>(List.of(names.get(c)));
              errors.forEach(of -> row.add(Texts.fixed(of[c])));
              rows.add(row);
            });
    return new Table(
        "Test error by class, %" + suffix,
        many
            ? "The %d of %d classes that the first run gets wrong the most."
                .formatted(MOST_CLASSES, names.size())
            : "",
        headers,
        rows);
  }

  private Table confusions() {
    List<List<String>> rows = new ArrayList<>();
    for (RunRecord run : runs) {
      EvaluationRecord found = evaluation(run);
      double[] images = new double[found.classes().size()];
      found.confusion().forEach(cell -> images[cell.of()] += cell.images());
      for (Cell cell : found.worst(runs.size() > 1 ? MOST_CONFUSIONS / 2 : MOST_CONFUSIONS)) {
        rows.add(
            List.of(
                run.name(),
                found.classes().get(cell.of()),
                found.classes().get(cell.taken()),
                Texts.count(cell.images()),
                Texts.fixed(OptionalDouble.of(100 * cell.images() / images[cell.of()]))));
      }
    }
    return new Table(
        "Most frequent confusions",
        "",
        List.of("run", "class", "taken for", "images", "% of the class"),
        rows);
  }

  private static EvaluationRecord evaluation(RunRecord run) {
    return run.evaluation().orElseThrow();
  }
}
