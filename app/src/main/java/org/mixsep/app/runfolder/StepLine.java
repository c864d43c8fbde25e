package org.mixsep.app.runfolder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What training steps did since the line before.
 *
 * @param values those that there are
 * @param modules the same of each module, by its block's number
 */
public record StepLine(
    long iteration,
    Map<Metric, Double> values,
    SortedMap<Integer, Map<ModuleMetric, Double>> modules)
    implements MetricsLine {
  private static final String MODULES = "modules";
  private static final String BLOCK = "block";

  static StepLine of(StepWindow steps) {
    Map<Metric, Double> values = new EnumMap<>(Metric.class);
    for (Metric metric : Metric.values()) {
      metric.of(steps).ifPresent(value -> values.put(metric, value));
    }
    SortedMap<Integer, Map<ModuleMetric, Double>> modules = new TreeMap<>();
    for (StepWindow.OfModule module : steps.modules()) {
      Map<ModuleMetric, Double> own = new EnumMap<>(ModuleMetric.class);
      for (ModuleMetric metric : ModuleMetric.values()) {
        metric.of(module).ifPresent(value -> own.put(metric, value));
      }
      modules.put(module.last().block(), own);
    }
    return new StepLine(steps.last().iteration(), values, modules);
  }

  /** Takes what is a finite number, and leaves out all else. */
  static Optional<StepLine> of(JsonNode json) {
    if (!json.has(Metric.LOSS.key())) {
      return Optional.empty();
    }
    Map<Metric, Double> values = new EnumMap<>(Metric.class);
    for (Metric metric : Metric.values()) {
      Json.number(json.path(metric.key())).ifPresent(value -> values.put(metric, value));
    }
    SortedMap<Integer, Map<ModuleMetric, Double>> modules = new TreeMap<>();
    for (JsonNode module : json.path(MODULES)) {
      Map<ModuleMetric, Double> own = new EnumMap<>(ModuleMetric.class);
      for (ModuleMetric metric : ModuleMetric.values()) {
        metric.in(module).ifPresent(value -> own.put(metric, value));
      }
      modules.putIfAbsent(module.path(BLOCK).asInt(), own);
    }
    return Optional.of(new StepLine(json.path(ITERATION).asLong(), values, modules));
  }

  @Override
  public String text() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put(ITERATION, iteration);
    values.forEach((metric, value) -> json.put(metric.key(), value));
    ArrayNode all = json.putArray(MODULES);
    modules.forEach(
        (block, own) -> {
          ObjectNode module = all.addObject().put(BLOCK, block);
          own.forEach((metric, value) -> metric.put(value, module));
        });
    return json.toString();
  }

  @Override
  public Map<String, Double> scalars() {
    Map<String, Double> scalars = new LinkedHashMap<>();
    values.forEach((metric, value) -> metric.tag().ifPresent(tag -> scalars.put(tag, value)));
    modules.forEach(
        (block, own) ->
            own.forEach((metric, value) -> scalars.put(metric.tag(Output.ofBlock(block)), value)));
    return scalars;
  }

  /** None where it was not recorded, or is not finite. */
  public OptionalDouble value(Metric metric) {
    return optional(values.get(metric));
  }

  /** The same of a module. */
  public OptionalDouble value(int block, ModuleMetric metric) {
    return optional(modules.getOrDefault(block, Map.of()).get(metric));
  }

  private static OptionalDouble optional(Double value) {
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }
}
