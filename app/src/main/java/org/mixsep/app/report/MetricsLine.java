package org.mixsep.app.report;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Optional;

/**
 * A line of {@code metrics.jsonl}.
 *
 * @param iteration at which it was written
 * @param test whether it holds test errors, and not losses
 * @param json the test errors by output, or the whole line
 */
record MetricsLine(long iteration, boolean test, JsonNode json) {
  private static final ObjectReader JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build().reader();

  /** The line a text is; none when it is cut, damaged or of another kind. */
  static Optional<MetricsLine> parse(String text) {
    JsonNode line;
    try {
      line = JSON.readTree(text);
    } catch (IOException e) {
      return Optional.empty();
    }
    long iteration = line.path("iteration").asLong(-1);
    boolean test = line.path("test").isObject();
    if (iteration < 0 || !(test || line.has("loss"))) {
      return Optional.empty();
    }
    return Optional.of(new MetricsLine(iteration, test, test ? line.path("test") : line));
  }
}
