package org.mixsep.app.runfolder;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.mixsep.training.Evaluation;

/**
 * How often a network is wrong on some images, as {@code {"block4": 8.25, "mean": 8, "images":
 * 10000}}.
 *
 * @param percent by output, as {@link Output} names them
 * @param images how many were looked at
 */
public record Errors(Map<String, Double> percent, int images) {
  /** Where nothing was measured. */
  static final Errors NONE = new Errors(Map.of(), 0);

  private static final String IMAGES = "images";

  public Errors {
    percent = Collections.unmodifiableMap(new LinkedHashMap<>(percent));
  }

  static Errors of(Evaluation evaluation) {
    Map<String, Double> percent = new LinkedHashMap<>();
    for (int block : evaluation.errorsByBlock().keySet()) {
      percent.put(Output.ofBlock(block), evaluation.errorPercent(block));
    }
    percent.put(Output.MEAN, evaluation.meanErrorPercent());
    return new Errors(percent, evaluation.images());
  }

  /** Takes what is a finite number, and leaves out all else. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static Errors of(JsonNode json) {
    Map<String, Double> percent = new LinkedHashMap<>();
    json.properties()
        .forEach(
            error ->
                Json.number(error.getValue())
                    .ifPresent(number -> percent.put(error.getKey(), number)));
    percent.remove(IMAGES);
    return new Errors(percent, json.path(IMAGES).asInt());
  }

  @JsonValue
  Map<String, Number> json() {
    Map<String, Number> json = new LinkedHashMap<>(percent);
    json.put(IMAGES, images);
    return json;
  }

  /** Of an output, in percent; none where it was not measured. */
  public OptionalDouble percent(String output) {
    Double found = percent.get(output);
    return found == null ? OptionalDouble.empty() : OptionalDouble.of(found);
  }
}
