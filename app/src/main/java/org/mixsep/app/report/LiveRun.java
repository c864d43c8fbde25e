package org.mixsep.app.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.mixsep.InvalidInputException;
import org.mixsep.app.config.FlatYaml;
import org.mixsep.app.config.RunConfig;

/** A run's curves while they grow, in portions. For one thread. */
public final class LiveRun {
  private final Path folder;
  private final MetricsTail tail;
  private RunConfig config;
  private FileTime evaluated;

  /**
   * @param folder a run folder
   */
  public LiveRun(Path folder) {
    this.folder = folder;
    this.tail = new MetricsTail(folder);
  }

  /**
   * What is new since the last call: columns as in {@link Curves}, to be appended to those before
   * or, where {@code anew} is true, to replace them; and {@code evaluation} where that is new. The
   * first call always gives something.
   *
   * @throws InvalidInputException when the folder's configuration cannot be read
   * @throws IOException when its records cannot
   */
  public Optional<ObjectNode> changes() throws IOException {
    boolean first = config == null;
    if (first) {
      config = FlatYaml.read(folder.resolve("config.yaml"));
    }
    MetricsTail.News news = tail.next();
    Optional<JsonNode> evaluation = evaluation();
    if (!first && !news.anew() && news.lines().isEmpty() && evaluation.isEmpty()) {
      return Optional.empty();
    }
    SortedMap<Long, JsonNode> steps = new TreeMap<>();
    SortedMap<Long, JsonNode> tests = new TreeMap<>();
    for (String text : news.lines()) {
      MetricsLine.parse(text)
          .ifPresent(line -> (line.test() ? tests : steps).put(line.iteration(), line.json()));
    }
    RunRecord portion =
        new RunRecord("", config, steps, tests, Optional.empty(), Optional.empty(), List.of());
    ObjectNode json = Curves.of(portion);
    json.put("anew", first || news.anew());
    json.put("prediction", portion.prediction());
    evaluation.ifPresent(found -> json.set("evaluation", found));
    return Optional.of(json);
  }

  private Optional<JsonNode> evaluation() {
    try {
      FileTime written = Files.getLastModifiedTime(folder.resolve("evaluation.json"));
      if (written.equals(evaluated)) {
        return Optional.empty();
      }
      evaluated = written;
      return Optional.of(EvaluationRecord.read(folder).json());
    } catch (IOException e) {
      return Optional.empty(); // not there, or nothing to be shown
    }
  }
}
