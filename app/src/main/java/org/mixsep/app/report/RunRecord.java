package org.mixsep.app.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import org.mixsep.app.config.DataSettings;
import org.mixsep.app.config.NetworkSettings;
import org.mixsep.app.config.Prediction;
import org.mixsep.app.config.RunConfig;

/**
 * What a run folder holds.
 *
 * @param name the folder's name, unlike that of every other run of the report
 * @param steps lines of {@code metrics.jsonl} with losses, by iteration
 * @param tests errors in percent by output, such as {@code block4} and {@code mean}, by iteration
 * @param result {@code result.json}, which is there once the run is finished
 * @param evaluation {@code evaluation.json}, which the end of a run or 'mixsep evaluate' writes
 * @param notes what is missing or broken, one sentence each
 */
record RunRecord(
    String name,
    RunConfig config,
    SortedMap<Long, JsonNode> steps,
    SortedMap<Long, JsonNode> tests,
    Optional<JsonNode> result,
    Optional<EvaluationRecord> evaluation,
    List<String> notes) {

  /** Names of the outputs with an error each: one for every module, then their mean. */
  List<String> outputs() {
    List<String> outputs = new ArrayList<>();
    config.get(NetworkSettings.MODULES).forEach(block -> outputs.add("block" + block));
    outputs.add("mean");
    return outputs;
  }

  /**
   * Names the images that it was tested on, the same for runs whose errors can be compared: drawn
   * and published sets by their names, a folder by its path and, once finished, its checksum.
   */
  String testedOn() {
    String name = config.text("data.name");
    return switch (config.get(DataSettings.NAME)) {
      case STREET_DIGITS -> name + " of " + config.text("data.classes") + " classes";
      case CIFAR10, CIFAR100, SVHN, MNIST, FASHION_MNIST -> name;
      case FOLDER -> {
        String sum = result.map(json -> json.at("/data/test").asText()).orElse("");
        String told = sum.isEmpty() ? "" : " (" + sum.substring(0, Math.min(8, sum.length())) + ")";
        yield name + " " + config.text("data.dir") + told;
      }
    };
  }

  /** The output that the run calls its prediction. */
  String prediction() {
    return prediction(config);
  }

  /** The output that a configuration makes the prediction. */
  static String prediction(RunConfig config) {
    return config.get(NetworkSettings.PREDICTION) == Prediction.MEAN ? "mean" : "block4";
  }

  boolean finished() {
    return result.isPresent();
  }

  /** The iteration whose errors count: the last that was measured; 0 where none was. */
  long lastIteration() {
    long measured = tests.isEmpty() ? 0 : tests.lastKey();
    return result.map(json -> json.path("iterations").asLong(measured)).orElse(measured);
  }

  /** The error at {@link #lastIteration}, in percent. */
  OptionalDouble lastError(String output) {
    Optional<JsonNode> errors =
        result
            .map(json -> json.path("test"))
            .or(() -> tests.isEmpty() ? Optional.empty() : Optional.of(tests.get(tests.lastKey())));
    return errors.map(json -> number(json.path(output))).orElse(OptionalDouble.empty());
  }

  /**
   * The error by averaged views of every image, beside {@link #lastError}, in percent, and those
   * views; none where they were not asked for.
   */
  Optional<String> lastErrorByViews(String output) {
    JsonNode views =
        evaluation
            .map(found -> found.json().path("views"))
            .filter(JsonNode::isObject)
            .or(() -> result.map(json -> json.path("views")))
            .orElse(MissingNode.getInstance());
    return number(views.path("test").path(output)).stream()
        .mapToObj(error -> Texts.fixed(error) + " (" + views.path("views").asText() + ")")
        .findFirst();
  }

  /** The iteration with the lowest test error of an output, the first of equal ones. */
  Optional<Long> bestIteration(String output) {
    Long best = null;
    for (long iteration : tests.keySet()) {
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
    return number(tests.get(iteration).path(output));
  }

  /** The number that a node is; none where it is missing, no number, or not finite. */
  static OptionalDouble number(JsonNode node) {
    return node.isNumber() && Double.isFinite(node.asDouble())
        ? OptionalDouble.of(node.asDouble())
        : OptionalDouble.empty();
  }
}
