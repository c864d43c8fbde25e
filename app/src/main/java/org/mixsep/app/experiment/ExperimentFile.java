package org.mixsep.app.experiment;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mixsep.AtomicFile;
import org.mixsep.app.experiment.Experiment.Run;
import org.mixsep.app.report.PaperNumbers;

/**
 * Writes {@code experiment.json}, from which {@code mixsep report} makes the page about an item:
 * what is compared, in which run folders, and what the paper has in their place.
 */
public final class ExperimentFile {
  private ExperimentFile() {}

  /**
   * @param folder of the item; its file is written or replaced
   * @param runs folder of run folders
   * @param command how a user gets the same again
   */
  public static void write(Path folder, Path runs, Experiment experiment, String command) {
    Item item = experiment.item();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("item", item.name());
    json.put("inPaper", item.inPaper());
    json.put("title", item.title());
    json.put("command", command);
    ArrayNode departures = json.putArray("departures");
    experiment.departures().forEach(departures::add);
    ArrayNode arms = json.putArray("arms");
    grouped(experiment).values().forEach(group -> arms.add(arm(folder, runs, item, group)));
    AtomicFile.writeText(folder.resolve("experiment.json"), json.toPrettyString() + "\n");
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

  private static ObjectNode arm(Path folder, Path runs, Item item, List<Run> group) {
    Run first = group.get(0);
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("row", first.rowName());
    json.put("arm", first.arm().name());
    first.arm().settings().entrySet().stream()
        .filter(setting -> !setting.getKey().equals("loss.name"))
        .sorted(Map.Entry.comparingByKey())
        .forEach(e -> json.withObject("/settings").put(e.getKey(), e.getValue()));
    PaperNumbers.of(item.inPaper(), first.literal())
        .ifPresent(
            entry ->
                json.putObject("paper").put("percent", entry.percent()).put("at", entry.item()));
    ArrayNode all = json.putArray("runs");
    for (Run run : group) {
      // Relative, so that the folder of all experiments can be moved.
      Path path =
          folder.toAbsolutePath().relativize(runs.toAbsolutePath().resolve(run.job().folder()));
      all.addObject().put("seed", run.seed()).put("folder", path.toString().replace('\\', '/'));
    }
    return json;
  }
}
