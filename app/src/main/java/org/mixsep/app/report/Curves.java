package org.mixsep.app.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.mixsep.app.config.NetworkSettings;

/** The curves of a run as columns of numbers, which the page's script draws. */
final class Curves {
  /** More points than a plot has pixels only make the file larger. */
  static final int MOST_POINTS = 2000;

  private static final MathContext DIGITS = new MathContext(5, RoundingMode.HALF_EVEN);

  private Curves() {}

  /**
   * Columns of equal length under {@code steps} and {@code tests}, both with {@code iteration};
   * null where a value is missing or not finite. Losses and distances of a module stand under its
   * name, such as {@code block4}.
   */
  static ObjectNode of(RunRecord run) {
    ObjectNode curves = JsonNodeFactory.instance.objectNode();
    List<Long> iterations = thinned(List.copyOf(run.steps().keySet()));
    List<JsonNode> lines = iterations.stream().map(run.steps()::get).toList();
    ObjectNode steps = curves.putObject("steps");
    steps.set("iteration", whole(iterations));
    for (String key :
        List.of(
            "loss",
            "between",
            "within",
            "threshold",
            "learningRate",
            "trainError",
            "gradientNorm",
            "weightChange",
            "imagesPerSecond")) {
      steps.set(key, column(lines, line -> line.path(key)));
    }
    ObjectNode modules = curves.putObject("modules");
    for (int block : run.config().get(NetworkSettings.MODULES)) {
      ObjectNode module = modules.putObject("block" + block);
      for (String key : List.of("between", "within", "threshold")) {
        module.set(key, column(lines, line -> module(line, block).path(key)));
      }
      for (String key : List.of("min", "mean", "max")) {
        module.set(key, column(lines, line -> module(line, block).path("classDistance").path(key)));
      }
    }
    List<Long> measured = thinned(List.copyOf(run.tests().keySet()));
    List<JsonNode> errors = measured.stream().map(run.tests()::get).toList();
    ObjectNode tests = curves.putObject("tests");
    tests.set("iteration", whole(measured));
    for (String output : run.outputs()) {
      tests.set(output, column(errors, line -> line.path(output)));
    }
    return curves;
  }

  private static JsonNode module(JsonNode line, int block) {
    for (JsonNode module : line.path("modules")) {
      if (module.path("block").asInt() == block) {
        return module;
      }
    }
    return JsonNodeFactory.instance.missingNode();
  }

  /** Evenly spaced ones of a long list, always with the last. */
  static List<Long> thinned(List<Long> iterations) {
    int size = iterations.size();
    if (size <= MOST_POINTS) {
      return iterations;
    }
    return IntStream.rangeClosed(1, MOST_POINTS)
        .mapToObj(i -> iterations.get((int) ((long) i * size / MOST_POINTS) - 1))
        .toList();
  }

  private static ArrayNode whole(Collection<Long> values) {
    ArrayNode column = JsonNodeFactory.instance.arrayNode();
    values.forEach(column::add);
    return column;
  }

  private static ArrayNode column(List<JsonNode> lines, Function<JsonNode, JsonNode> value) {
    ArrayNode column = JsonNodeFactory.instance.arrayNode();
    for (JsonNode line : lines) {
      OptionalDouble number = RunRecord.number(value.apply(line));
      if (number.isPresent()) {
        column.add(new BigDecimal(number.getAsDouble()).round(DIGITS).doubleValue());
      } else {
        column.addNull();
      }
    }
    return column;
  }
}
