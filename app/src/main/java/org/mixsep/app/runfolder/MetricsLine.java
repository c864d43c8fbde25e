package org.mixsep.app.runfolder;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;
import java.util.Optional;

/** A line of {@code metrics.jsonl}: what some steps did, or what was measured after one. */
public sealed interface MetricsLine permits StepLine, ErrorLine {
  /** Its key in a line. */
  String ITERATION = "iteration";

  ObjectReader JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build().reader();

  /** The line that a text is; none when it is cut, damaged or of another kind. */
  static Optional<MetricsLine> parse(String text) {
    JsonNode json;
    try {
      json = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
    if (json.path(ITERATION).asLong(-1) < 0) {
      return Optional.empty();
    }
    return ErrorLine.of(json).map(MetricsLine.class::cast).or(() -> StepLine.of(json));
  }

  /** At which it was written. */
  long iteration();

  /** As it stands in the file, without its end. */
  String text();

  /** Its numbers by TensorBoard's tags. */
  Map<String, Double> scalars();
}
