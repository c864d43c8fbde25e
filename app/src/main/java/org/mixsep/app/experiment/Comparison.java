package org.mixsep.app.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mixsep.app.experiment.Experiment.Run;
import org.mixsep.app.report.PaperNumbers;
import org.mixsep.app.runfolder.ExperimentFile;
import org.mixsep.app.runfolder.ExperimentFile.Arm;
import org.mixsep.app.runfolder.ExperimentFile.PaperError;
import org.mixsep.app.runfolder.ExperimentFile.SeededRun;

/** What an experiment compares, as {@code mixsep report} reads it. */
public final class Comparison {
  private Comparison() {}

  /**
   * @param folder of the item
   * @param runs folder of run folders
   * @param command how a user gets the same again
   */
  public static ExperimentFile of(Path folder, Path runs, Experiment experiment, String command) {
    Item item = experiment.item();
    List<Arm> arms =
        grouped(experiment).values().stream().map(group -> arm(folder, runs, item, group)).toList();
    return new ExperimentFile(
        item.name(), item.inPaper(), item.title(), command, experiment.departures(), arms);
  }

  /** The runs of each arm of each row, in the item's order. */
  private static Map<List<String>, List<Run>> grouped(Experiment experiment) {
    Map<List<String>, List<Run>> groups = new LinkedHashMap<>();
    for (Run run : experiment.runs()) {
      groups
          .computeIfAbsent(List.of(run.rowName(), run.arm().name()), k -> new ArrayList<>())
          .add(run);
    }
    return groups;
  }

  private static Arm arm(Path folder, Path runs, Item item, List<Run> group) {
    Run first = group.get(0);
    Map<String, String> settings = new LinkedHashMap<>();
    first.arm().settings().entrySet().stream()
        .filter(setting -> !setting.getKey().equals("loss.name"))
        .sorted(Map.Entry.comparingByKey())
        .forEach(setting -> settings.put(setting.getKey(), setting.getValue()));
    // Relative, so that the folder of all experiments can be moved.
    Path from = folder.toAbsolutePath();
    Path to = runs.toAbsolutePath();
    return new Arm(
        first.rowName(),
        first.arm().name(),
        settings,
        PaperNumbers.of(item.inPaper(), first.literal())
            .map(entry -> new PaperError(entry.percent(), entry.item())),
        group.stream()
            .map(
                run ->
                    new SeededRun(
                        run.seed(), path(from.relativize(to.resolve(run.job().folder())))))
            .toList());
  }

  private static String path(Path path) {
    return path.toString().replace('\\', '/');
  }
}
