package org.mixsep.app.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.mixsep.app.report.ExperimentRecord.ComparedArm;
import org.mixsep.app.report.ExperimentRecord.SeedRun;
import org.mixsep.app.runfolder.EvaluationRecord;
import org.mixsep.app.runfolder.Metric;
import org.mixsep.app.runfolder.Output;
import org.mixsep.app.runfolder.RunStatus.Progress;
import org.mixsep.app.statistics.PairedComparison;
import org.mixsep.app.statistics.Sample;

/** The tables of an experiment: the paper's numbers beside ours, and what is compared in it. */
final class ExperimentTables {
  /** Arms of a single row from which on they are ranked. */
  private static final int RANKED = 3;

  private final ExperimentRecord experiment;

  ExperimentTables(ExperimentRecord experiment) {
    this.experiment = experiment;
  }

  /** Those that have something to say. */
  List<Table> all() {
    List<Table> tables =
        new ArrayList<>(List.of(results(), ranking(), differences(), best(), each()));
    tables.removeIf(table -> table.rows().isEmpty());
    return tables;
  }

  private Table table(String title, String note, List<String> headers, List<List<String>> rows) {
    return new Table(experiment.inPaper() + ": " + title, experiment.notice(), note, headers, rows);
  }

  private Table results() {
    List<List<String>> rows = new ArrayList<>();
    for (ComparedArm arm : experiment.arms()) {
      Optional<Sample> ours = sample(arm, SeedRun::error);
      rows.add(
          List.of(
              arm.row(),
              arm.arm(),
              paper(arm),
              ours.map(Comparisons::spread).orElse(Texts.NONE),
              seeds(arm),
              ours.isPresent() && arm.paper().isPresent()
                  ? Texts.signed(ours.get().mean() - arm.paper().getAsDouble())
                  : Texts.NONE));
    }
    return table(
        experiment.title() + ", test error in %",
        "Ours is the prediction's error at the last iteration, mean ± standard deviation over the"
            + " seeds; the difference is ours minus the paper's.",
        List.of("row", "arm", "paper", "ours", "seeds", "difference"),
        rows);
  }

  /** Where many arms are compared, they are put in order. */
  private Table ranking() {
    List<ComparedArm> arms =
        experiment.arms().stream()
            .filter(arm -> sample(arm, SeedRun::error).isPresent())
            .sorted(
                Comparator.comparingDouble(arm -> sample(arm, SeedRun::error).orElseThrow().mean()))
            .toList();
    List<List<String>> rows = new ArrayList<>();
    boolean oneRow = arms.stream().map(ComparedArm::row).distinct().count() == 1;
    for (ComparedArm arm : oneRow && arms.size() >= RANKED ? arms : List.<ComparedArm>of()) {
      Sample errors = sample(arm, SeedRun::error).orElseThrow();
      rows.add(
          List.of(
              Integer.toString(rows.size() + 1),
              arm.row(),
              arm.arm(),
              Comparisons.spread(errors),
              Comparisons.interval(errors),
              spread(arm, run -> 100 * run.calibrationError().orElse(Double.NaN)),
              spread(arm, found -> found.distances().within()),
              spread(arm, found -> found.distances().between()),
              String.join(" ", arm.settings())));
    }
    return table(
        "ranking, test error in %",
        "By the mean error over the seeds, with its 95 % confidence interval by Student's t. Beside"
            + " it the expected calibration error in %, and the root mean square distance of test"
            + " logits within classes and between them. Paired intervals are below.",
        List.of(
            "rank",
            "row",
            "arm",
            "error",
            "95 % interval",
            "calibration error",
            "within",
            "between",
            "settings"),
        rows);
  }

  private static String spread(ComparedArm arm, ToDoubleFunction<EvaluationRecord> value) {
    return sample(
            arm,
            run ->
                run.record()
                    .flatMap(RunRecord::evaluation)
                    .map(value::applyAsDouble)
                    .orElse(Double.NaN))
        .map(Comparisons::spread)
        .orElse(Texts.NONE);
  }

  private String paper(ComparedArm arm) {
    if (arm.paper().isEmpty()) {
      return Texts.NONE;
    }
    boolean here = arm.paperItem().equals(experiment.inPaper());
    return Texts.fixed(arm.paper()) + (here ? "" : " (" + arm.paperItem() + ")");
  }

  /** Which seeds count, and what became of the others. */
  private static String seeds(ComparedArm arm) {
    Map<Progress, List<String>> by = new LinkedHashMap<>();
    arm.runs()
        .forEach(
            run ->
                by.computeIfAbsent(run.status().progress(), p -> new ArrayList<>())
                    .add(Long.toString(run.seed())));
    List<String> parts = new ArrayList<>();
    by.forEach(
        (progress, seeds) ->
            parts.add(
                String.join(", ", seeds)
                    + (progress == Progress.FINISHED ? "" : " " + name(progress))));
    return String.join("; ", parts);
  }

  private static String name(Progress progress) {
    return switch (progress) {
      case TO_DO -> "to do";
      case STARTED -> "unfinished";
      case FINISHED -> "finished";
      case DIVERGED -> "diverged";
    };
  }

  private static Optional<Sample> sample(ComparedArm arm, ToDoubleFunction<SeedRun> value) {
    double[] values = arm.finished().stream().mapToDouble(value).filter(Double::isFinite).toArray();
    return values.length == 0 ? Optional.empty() : Optional.of(Sample.of(values));
  }

  /** In each row the first arm against every other, on the seeds that both have finished. */
  private Table differences() {
    Map<String, List<ComparedArm>> byRow =
        experiment.arms().stream()
            .collect(
                Collectors.groupingBy(ComparedArm::row, LinkedHashMap::new, Collectors.toList()));
    List<List<String>> rows = new ArrayList<>();
    byRow
        .values()
        .forEach(arms -> arms.stream().skip(1).forEach(arm -> compare(arms.get(0), arm, rows)));
    return table(
        "differences of paired seeds, test error in %",
        "Runs of a pair begin with the same weights and see the same batches. " + Comparisons.NOTE,
        Comparisons.headers("row", "first arm", "second arm", "paper's difference", "seeds"),
        rows);
  }

  private static void compare(ComparedArm first, ComparedArm second, List<List<String>> rows) {
    Map<Long, SeedRun> others =
        second.finished().stream().collect(Collectors.toMap(SeedRun::seed, run -> run));
    List<SeedRun> paired =
        first.finished().stream().filter(run -> others.containsKey(run.seed())).toList();
    double[] a = paired.stream().mapToDouble(SeedRun::error).toArray();
    double[] b = paired.stream().mapToDouble(run -> others.get(run.seed()).error()).toArray();
    String[] own = {
      first.row(),
      first.arm(),
      second.arm(),
      first.paper().isPresent() && second.paper().isPresent()
          ? Texts.signed(second.paper().getAsDouble() - first.paper().getAsDouble())
          : Texts.NONE,
      paired.stream().map(run -> Long.toString(run.seed())).collect(Collectors.joining(", "))
    };
    if (a.length == 1) {
      rows.add(Comparisons.row(a[0], b[0], own));
    } else if (a.length > 1) {
      rows.add(Comparisons.row(PairedComparison.of(a, b), own));
    }
  }

  private Table best() {
    List<List<String>> rows = new ArrayList<>();
    for (ComparedArm arm : experiment.arms()) {
      Optional<Sample> best = sample(arm, ExperimentTables::best);
      best.ifPresent(
          found -> rows.add(List.of(arm.row(), arm.arm(), paper(arm), Comparisons.spread(found))));
    }
    return table(
        "best on test, %: what the paper may have reported",
        "The lowest of all errors measured on the test images on the way. It is chosen by looking"
            + " at them, hence too low, and not the result.",
        List.of("row", "arm", "paper", "best of ours"),
        rows);
  }

  private static double best(SeedRun seedRun) {
    RunRecord run = seedRun.record().orElseThrow();
    return run.bestIteration(run.prediction())
        .map(iteration -> run.testError(iteration, run.prediction()).orElse(Double.NaN))
        .orElse(Double.NaN);
  }

  private Table each() {
    List<List<String>> rows = new ArrayList<>();
    for (ComparedArm arm : experiment.arms()) {
      for (SeedRun run : arm.runs()) {
        rows.add(
            List.of(
                arm.row(),
                arm.arm(),
                Long.toString(run.seed()),
                Texts.fixed(last(run, RunRecord::prediction)),
                Texts.fixed(last(run, record -> Output.MEAN)),
                Texts.fixed(
                    run.record().map(ExperimentTables::trainError).orElse(OptionalDouble.empty())),
                state(run),
                run.folder()));
      }
    }
    return table(
        "every run, error in %",
        "Of the test images at the last measurement, by the prediction and by the mean of all"
            + " modules; of the training images as trained on, over the last records.",
        List.of("row", "arm", "seed", "test", "mean of modules", "training", "state", "folder"),
        rows);
  }

  private static OptionalDouble last(SeedRun run, Function<RunRecord, String> output) {
    return run.record()
        .map(record -> record.lastError(output.apply(record)))
        .orElse(OptionalDouble.empty());
  }

  private static OptionalDouble trainError(RunRecord run) {
    return run.steps().isEmpty()
        ? OptionalDouble.empty()
        : run.steps().get(run.steps().lastKey()).value(Metric.TRAIN_ERROR);
  }

  private static String state(SeedRun run) {
    String at =
        run.record()
            .map(record -> record.steps().isEmpty() ? 0 : record.steps().lastKey())
            .map(Texts::count)
            .orElse("0");
    return switch (run.status().progress()) {
      case FINISHED -> "finished";
      case TO_DO -> "to do";
      case STARTED -> "at " + at;
      case DIVERGED -> "diverged after " + at + ": " + run.status().message().replaceAll(";.*", "");
    };
  }
}
