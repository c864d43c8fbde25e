package org.mixsep.app.runfolder;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.mixsep.training.Evaluation;
import org.mixsep.training.StepRecord;
import org.mixsep.training.StepRecord.ModuleRecord;

/**
 * Writes {@code metrics.jsonl}: one line for every {@code log.every} steps, with means over them
 * and the size of the last one's update, and one for every evaluation.
 */
public final class MetricsLog {
  private final RunFolder folder;
  private final int every;
  private final boolean tensorBoard;
  private final List<StepRecord> window = new ArrayList<>();
  private long windowStart = System.nanoTime();

  public MetricsLog(RunFolder folder, int every, boolean tensorBoard) {
    this.folder = folder;
    this.every = every;
    this.tensorBoard = tensorBoard;
  }

  /** Whether a step ends a line. */
  public boolean due(long iteration) {
    return iteration % every == 0;
  }

  /**
   * @param seconds wall time of the run so far
   */
  public void add(StepRecord step, double seconds) {
    window.add(step);
    if (due(step.iteration())) {
      write(line(step, seconds));
      window.clear();
      windowStart = System.nanoTime();
    }
  }

  public void add(long iteration, Evaluations evaluations) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("iteration", iteration);
    put(evaluations, line);
    write(line);
    windowStart = System.nanoTime(); // time spent on evaluation is no training time
  }

  /**
   * Adds {@code validation}, if there is one, and {@code test}; {@code averaged} where they are
   * those of averaged weights.
   */
  public static void put(Evaluations evaluations, ObjectNode into) {
    if (evaluations.averaged()) {
      into.put("averaged", true);
    }
    evaluations.validation().ifPresent(found -> into.set("validation", errors(found)));
    into.set("test", errors(evaluations.test()));
  }

  /** Adds what was found by views, if anything, as {@code views}. */
  public static void putViews(Optional<Evaluations> byViews, ObjectNode into) {
    byViews.ifPresent(
        found -> put(found, into.putObject("views").put("views", found.views().toString())));
  }

  private void write(ObjectNode line) {
    folder.appendMetrics(line);
    if (tensorBoard) {
      folder.events().append(line.path("iteration").asLong(), Scalars.of(line));
    }
  }

  /** Errors in percent, by module and of their mean. */
  private static ObjectNode errors(Evaluation evaluation) {
    ObjectNode errors = JsonNodeFactory.instance.objectNode();
    evaluation
        .errorsByBlock()
        .keySet()
        .forEach(block -> errors.put("block" + block, evaluation.errorPercent(block)));
    errors.put("mean", evaluation.meanErrorPercent());
    errors.put("images", evaluation.images());
    return errors;
  }

  private ObjectNode line(StepRecord last, double seconds) {
    int images = window.stream().mapToInt(StepRecord::images).sum();
    int errors = window.stream().mapToInt(StepRecord::errors).sum();
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("iteration", last.iteration());
    line.put("loss", mean(StepRecord::loss));
    line.put("between", mean(StepRecord::between));
    line.put("within", mean(StepRecord::within));
    line.put("threshold", last.threshold());
    line.put("learningRate", last.learningRate());
    line.put("trainError", 100.0 * errors / images);
    last.update()
        .ifPresent(
            update ->
                line.put("gradientNorm", update.gradientNorm())
                    .put("weightChange", update.weightChange()));
    line.put("pairs", mean(StepRecord::pairs));
    line.put("imagesPerSecond", images / ((System.nanoTime() - windowStart) / 1e9));
    line.put("seconds", seconds);
    ArrayNode modules = line.putArray("modules");
    for (int i = 0; i < last.modules().size(); i++) {
      modules.add(module(last, i));
    }
    return line;
  }

  private ObjectNode module(StepRecord last, int index) {
    ModuleRecord now = last.modules().get(index);
    ObjectNode module = JsonNodeFactory.instance.objectNode();
    module.put("block", now.block());
    module.put("between", mean(step -> step.modules().get(index).between()));
    module.put("within", mean(step -> step.modules().get(index).within()));
    module.put("threshold", now.threshold());
    DoubleSummaryStatistics distances =
        window.stream()
            .flatMapToDouble(step -> Arrays.stream(step.modules().get(index).distances()))
            .summaryStatistics();
    if (distances.getCount() > 0) {
      module
          .putObject("classDistance")
          .put("min", distances.getMin())
          .put("mean", distances.getAverage())
          .put("max", distances.getMax());
    }
    return module;
  }

  private double mean(ToDoubleFunction<StepRecord> value) {
    return window.stream().mapToDouble(value).average().orElseThrow();
  }
}
