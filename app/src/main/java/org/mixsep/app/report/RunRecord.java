package org.mixsep.app.report;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import org.mixsep.app.config.DataSettings;
import org.mixsep.app.config.RunConfig;
import org.mixsep.app.runfolder.EvaluationRecord;
import org.mixsep.app.runfolder.MeasuredErrors;
import org.mixsep.app.runfolder.Output;
import org.mixsep.app.runfolder.RunResult;
import org.mixsep.app.runfolder.StepLine;
import org.mixsep.app.runfolder.ViewErrors;

/**
 * What a run folder holds.
 *
 * @param name the folder's name, unlike that of every other run of the report
 * @param steps lines of {@code metrics.jsonl} with losses, by iteration
 * @param errors what was measured on images that are not trained on, by iteration
 * @param result {@code result.json}, which is there once the run is finished
 * @param evaluation {@code evaluation.json}, which the end of a run or 'mixsep evaluate' writes
 * @param notes what is missing or broken, one sentence each
 */
record RunRecord(
    String name,
    RunConfig config,
    SortedMap<Long, StepLine> steps,
    SortedMap<Long, MeasuredErrors> errors,
    Optional<RunResult> result,
    Optional<EvaluationRecord> evaluation,
    List<String> notes) {

  /** Names of the outputs with an error each: one for every module, then their mean. */
  List<String> outputs() {
    return Output.of(config);
  }

  /**
   * Names the images that it was tested on, the same for runs whose errors can be compared: drawn
   * and published sets by their names, a folder by its path and, once finished, its checksum.
   */
  String testedOn() {
    String name = DataSettings.NAME.textIn(config);
    return switch (config.get(DataSettings.NAME)) {
      case STREET_DIGITS -> name + " of " + config.get(DataSettings.CLASSES) + " classes";
      case FOLDER -> {
        String sum = result.map(found -> found.data().test()).orElse("");
        String told = sum.isEmpty() ? "" : " (" + sum.substring(0, Math.min(8, sum.length())) + ")";
        yield name + " " + DataSettings.DIR.textIn(config) + told;
      }
      default -> name;
    };
  }

  /** The output that the run calls its prediction. */
  String prediction() {
    return Output.prediction(config);
  }

  boolean finished() {
    return result.isPresent();
  }

  /** The iteration whose errors count: the last that was measured; 0 where none was. */
  long lastIteration() {
    return result.map(RunResult::iterations).orElse(errors.isEmpty() ? 0 : errors.lastKey());
  }

  /** The error at {@link #lastIteration}, in percent. */
  OptionalDouble lastError(String output) {
    return result
        .map(RunResult::errors)
        .or(() -> errors.isEmpty() ? Optional.empty() : Optional.of(errors.get(errors.lastKey())))
        .map(found -> found.test().percent(output))
        .orElse(OptionalDouble.empty());
  }

  /**
   * The error by averaged views of every image, beside {@link #lastError}, in percent, and those
   * views; none where they were not asked for.
   */
  Optional<String> lastErrorByViews(String output) {
    Optional<ViewErrors> views =
        evaluation.flatMap(EvaluationRecord::views).or(() -> result.flatMap(RunResult::views));
    return views.stream()
        .flatMap(
            found ->
                found.errors().test().percent(output).stream()
                    .mapToObj(error -> Texts.fixed(error) + " (" + found.views() + ")"))
        .findFirst();
  }

  /** The iteration with the lowest test error of an output, the first of equal ones. */
  Optional<Long> bestIteration(String output) {
    Long best = null;
    for (long iteration : errors.keySet()) {
      OptionalDouble error = testError(iteration, output);
      if (error.isPresent()
          && (best == null || error.getAsDouble() < testError(best, output).getAsDouble())) {
        best = iteration;
      }
    }
    return Optional.ofNullable(best);
  }

  /** An output's error at an iteration that was measured, in percent. */
  OptionalDouble testError(long iteration, String output) {
    return errors.get(iteration).test().percent(output);
  }
}
