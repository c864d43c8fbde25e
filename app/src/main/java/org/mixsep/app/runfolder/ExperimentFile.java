package org.mixsep.app.runfolder;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is compared in a figure or table of the paper, in which run folders, and what the paper has
 * in their place: {@code experiment.json}, from which reports are made.
 *
 * @param item as a user names it, such as {@code fig3}
 * @param inPaper as the paper calls it, such as {@code Fig. 3}
 * @param command how it was made
 * @param departures what its runs have otherwise than the paper's, as {@code key theirs → ours}
 */
public record ExperimentFile(
    String item,
    String inPaper,
    String title,
    String command,
    List<String> departures,
    List<Arm> arms) {
  public ExperimentFile {
    departures = departures == null ? List.of() : departures;
    arms = arms == null ? List.of() : arms;
  }

  /**
   * Some runs that differ in their seed only.
   *
   * @param row which line of the table or group of the figure it is in
   * @param settings what the arm has of its own
   */
  public record Arm(
      String row,
      String arm,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> settings,
      Optional<PaperError> paper,
      List<SeededRun> runs) {
    public Arm {
      settings = settings == null ? Map.of() : settings;
      runs = runs == null ? List.of() : runs;
    }
  }

  /**
   * @param percent test error
   * @param at where the paper has that number
   */
  public record PaperError(double percent, String at) {}

  /**
   * @param folder relative to the experiment's, with slashes
   */
  public record SeededRun(long seed, String folder) {}

  /** Where it lies in an experiment's folder. */
  public static Path in(Path folder) {
    return folder.resolve("experiment.json");
  }

  /** Whether a folder is that of an experiment. */
  public static boolean isIn(Path folder) {
    return Files.isRegularFile(in(folder));
  }

  /**
   * @throws IOException when it cannot be read or is no such file
   */
  public static ExperimentFile read(Path folder) throws IOException {
    return Json.read(in(folder), ExperimentFile.class);
  }

  /**
   * Writes or replaces it.
   *
   * @throws org.mixsep.InvalidInputException when it cannot be written
   */
  public void write(Path folder) {
    Json.write(in(folder), this);
  }
}
