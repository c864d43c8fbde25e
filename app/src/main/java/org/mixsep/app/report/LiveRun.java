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
import org.mixsep.app.runfolder.EvaluationRecord;
import org.mixsep.app.runfolder.MeasuredErrors;
import org.mixsep.app.runfolder.MetricsLine;
import org.mixsep.app.runfolder.MetricsTail;
import org.mixsep.app.runfolder.RunFolder;
import org.mixsep.app.runfolder.StepLine;

/** A run's curves while they grow, in portions. For one thread. */
public final class LiveRun {
  private final RunFolder folder;
  private final MetricsTail tail;
  private RunConfig config;
  private FileTime evaluated;

  /**
   * @param folder a run folder
   */
  public LiveRun(Path folder) {
    this.folder = new RunFolder(folder);
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
      config = FlatYaml.read(folder.config());
    }
    MetricsTail.News news = tail.next();
    Optional<JsonNode> evaluation = evaluation();
    if (!first && !news.anew() && news.lines().isEmpty() && evaluation.isEmpty()) {
      return Optional.empty();
    }
    SortedMap<Long, StepLine> steps = new TreeMap<>();
    SortedMap<Long, MeasuredErrors> errors = new TreeMap<>();
    for (String text : news.lines()) {
      MetricsLine.parse(text).ifPresent(line -> RunReader.add(line, steps, errors));
    }
    RunRecord portion =
        new RunRecord("", config, steps, errors, Optional.empty(), Optional.empty(), List.of());
    ObjectNode json = Curves.of(portion);
    json.put("anew", first || news.anew());
    json.put("prediction", portion.prediction());
    evaluation.ifPresent(found -> json.set("evaluation", found));
    return Optional.of(json);
  }

  private Optional<JsonNode> evaluation() {
    try {
      FileTime written = Files.getLastModifiedTime(folder.evaluation());
      if (written.equals(evaluated)) {
        return Optional.empty();
      }
      evaluated = written;
      return Optional.of(EvaluationRecord.read(folder.path()).json());
    } catch (IOException e) {
      return Optional.empty(); // not there, or nothing to be shown
    }
  }
}
