package org.mixsep.app.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.mixsep.AtomicFile;
import org.mixsep.InvalidInputException;
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
  private static final ObjectMapper JSON = new ObjectMapper();

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

  /** Whether a folder is that of an experiment. */
  static boolean isIn(Path folder) {
    return Files.isRegularFile(file(folder));
  }

  /**
   * Reads the file and all runs there are.
   *
   * @throws InvalidInputException when the file cannot be read or names what is no run
   */
  static ExperimentRecord read(Path folder) {
    JsonNode json;
    try {
      json = JSON.readTree(Files.readAllBytes(file(folder)));
    } catch (IOException e) {
      throw new InvalidInputException(
          "%s: cannot be read: %s; 'mixsep reproduce' writes it anew"
              .formatted(file(folder), AtomicFile.reason(e)),
          e);
    }
    List<ComparedArm> arms = new ArrayList<>();
    json.path("arms").forEach(arm -> arms.add(arm(folder, arm)));
    List<String> departures = new ArrayList<>();
    json.path("departures").forEach(text -> departures.add(text.asText()));
    return new ExperimentRecord(
        json.path("inPaper").asText(),
        json.path("title").asText(),
        json.path("command").asText(),
        departures,
        arms);
  }

  private static ComparedArm arm(Path folder, JsonNode json) {
    String row = json.path("row").asText();
    String arm = json.path("arm").asText();
    List<SeedRun> runs = new ArrayList<>();
    for (JsonNode run : json.path("runs")) {
      Path path = folder.resolve(run.path("folder").asText()).normalize();
      long seed = run.path("seed").asLong();
      RunStatus status = RunStatus.of(path);
      Optional<RunRecord> record =
          status.progress() == Progress.TO_DO
              ? Optional.empty()
              : Optional.of(RunReader.read(path, "%s, %s, seed %d".formatted(row, arm, seed)));
      runs.add(new SeedRun(seed, path.getFileName().toString(), status, record));
    }
    JsonNode paper = json.path("paper");
    List<String> settings = new ArrayList<>();
    json.path("settings")
        .properties()
        .forEach(e -> settings.add(e.getKey() + "=" + e.getValue().asText()));
    return new ComparedArm(
        row,
        arm,
        settings,
        RunRecord.number(paper.path("percent")),
        paper.path("at").asText(),
        runs);
  }

  private static Path file(Path folder) {
    return folder.resolve("experiment.json");
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
