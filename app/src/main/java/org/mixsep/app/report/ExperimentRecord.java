package org.mixsep.app.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.mixsep.AtomicFile;
import org.mixsep.InvalidInputException;
import org.mixsep.app.runfolder.ExperimentFile;
import org.mixsep.app.runfolder.RunStatus;
import org.mixsep.app.runfolder.RunStatus.Progress;

/**
 * What {@code mixsep reproduce} keeps of a figure or table of the paper: {@code experiment.json},
 * and the run folders it names.
 *
 * @param inPaper as the paper calls it, such as {@code Fig. 3}
 * @param command how it was made
 * @param departures what its runs have otherwise than the paper's, as {@code key theirs → ours}
 */
record ExperimentRecord(
    String inPaper, String title, String command, List<String> departures, List<ComparedArm> arms) {
  /**
   * Some runs that differ in their seed only.
   *
   * @param row which line of the table or group of the figure it is in
   * @param settings what the arm has of its own, as {@code key=value}
   * @param paper test error in percent
   * @param paperItem where the paper has that number
   */
  record ComparedArm(
      String row,
      String arm,
      List<String> settings,
      OptionalDouble paper,
      String paperItem,
      List<SeedRun> runs) {
    /** Its finished runs. */
    List<SeedRun> finished() {
      return runs.stream().filter(run -> run.status().progress() == Progress.FINISHED).toList();
    }
  }

  /**
   * A run of an arm, done or not.
   *
   * @param record what it left; none before it began
   */
  record SeedRun(long seed, String folder, RunStatus status, Optional<RunRecord> record) {
    /** The prediction's error at the last iteration of a finished run, in percent. */
    double error() {
      RunRecord run = record.orElseThrow();
      return run.lastError(run.prediction()).orElse(Double.NaN);
    }
  }

  /**
   * Reads the file and all runs there are.
   *
   * @throws InvalidInputException when the file cannot be read or names what is no run
   */
  static ExperimentRecord read(Path folder) {
    ExperimentFile file;
    try {
      file = ExperimentFile.read(folder);
    } catch (IOException e) {
      throw new InvalidInputException(
          "%s: cannot be read: %s; 'mixsep reproduce' writes it anew"
              .formatted(ExperimentFile.in(folder), AtomicFile.reason(e)),
          e);
    }
    return new ExperimentRecord(
        file.inPaper(),
        file.title(),
        file.command(),
        file.departures(),
        file.arms().stream().map(arm -> arm(folder, arm)).toList());
  }

  private static ComparedArm arm(Path folder, ExperimentFile.Arm arm) {
    List<SeedRun> runs = new ArrayList<>();
    for (ExperimentFile.SeededRun run : arm.runs()) {
      Path path = folder.resolve(run.folder()).normalize();
      RunStatus status = RunStatus.of(path);
      Optional<RunRecord> record =
          status.progress() == Progress.TO_DO
              ? Optional.empty()
              : Optional.of(
                  RunReader.read(
                      path, "%s, %s, seed %d".formatted(arm.row(), arm.arm(), run.seed())));
      runs.add(new SeedRun(run.seed(), path.getFileName().toString(), status, record));
    }
    List<String> settings =
        arm.settings().entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
    return new ComparedArm(
        arm.row(),
        arm.arm(),
        settings,
        arm.paper().stream().mapToDouble(ExperimentFile.PaperError::percent).findFirst(),
        arm.paper().map(ExperimentFile.PaperError::at).orElse(""),
        runs);
  }

  /** Everything that is there of its runs. */
  List<RunRecord> runs() {
    return arms.stream()
        .flatMap(arm -> arm.runs().stream())
        .flatMap(run -> run.record().stream())
        .toList();
  }

  /** The seed whose runs are drawn: curves of all would hide each other. */
  long drawnSeed() {
    return arms.stream()
        .flatMap(arm -> arm.runs().stream())
        .mapToLong(SeedRun::seed)
        .min()
        .orElse(0);
  }

  /** What is there of that seed. */
  List<RunRecord> drawn() {
    long seed = drawnSeed();
    return arms.stream()
        .flatMap(arm -> arm.runs().stream())
        .filter(run -> run.seed() == seed)
        .flatMap(run -> run.record().stream())
        .toList();
  }

  /** What must stand beside every figure where the runs are not the paper's; else empty. */
  String notice() {
    return departures.isEmpty()
        ? ""
        : "Reduced or changed, paper → here: " + String.join("; ", departures) + ".";
  }
}
