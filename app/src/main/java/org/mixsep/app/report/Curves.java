package org.mixsep.app.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.mixsep.app.config.NetworkSettings;
import org.mixsep.app.runfolder.Errors;
import org.mixsep.app.runfolder.HeldOut;
import org.mixsep.app.runfolder.Metric;
import org.mixsep.app.runfolder.ModuleMetric;
import org.mixsep.app.runfolder.Output;
import org.mixsep.app.runfolder.StepLine;

/** The curves of a run as columns of numbers, which the page's script draws. */
final class Curves {
  /** More points than a plot has pixels only make the file larger. */
  static final int MOST_POINTS = 2000;

  private static final MathContext DIGITS = new MathContext(5, RoundingMode.HALF_EVEN);

  private Curves() {}

  /**
   * Columns of equal length: {@code steps}, {@code modules} by name and then by metric, and of
   * either kind of errors one by output under the name that {@link #errors} gives; each group but
   * modules with its {@code iteration}. Null where a value is missing or not finite.
   */
  static ObjectNode of(RunRecord run) {
    ObjectNode curves = JsonNodeFactory.instance.objectNode();
    List<Long> iterations = thinned(List.copyOf(run.steps().keySet()));
    List<StepLine> lines = iterations.stream().map(run.steps()::get).toList();
    ObjectNode steps = curves.putObject("steps");
    steps.set("iteration", whole(iterations));
    for (Metric metric : Metric.values()) {
      if (metric.plot().isPresent()) {
        steps.set(metric.key(), column(lines, line -> line.value(metric)));
      }
    }
    ObjectNode modules = curves.putObject("modules");
    for (int block : run.config().get(NetworkSettings.MODULES)) {
      ObjectNode module = modules.putObject(Output.ofBlock(block));
      for (ModuleMetric metric : ModuleMetric.values()) {
        module.set(metric.key(), column(lines, line -> line.value(block, metric)));
      }
    }
    for (HeldOut images : HeldOut.values()) {
      curves.set(errors(images), errors(run, images));
    }
    return curves;
  }

  /** The name of a group of errors in the data of pages. */
  static String errors(HeldOut images) {
    return images.key() + "s";
  }

  private static ObjectNode errors(RunRecord run, HeldOut images) {
    SortedMap<Long, Errors> measured = new TreeMap<>();
    run.errors().forEach((at, all) -> images.in(all).ifPresent(errors -> measured.put(at, errors)));
    List<Long> iterations = thinned(List.copyOf(measured.keySet()));
    List<Errors> errors = iterations.stream().map(measured::get).toList();
    ObjectNode columns = JsonNodeFactory.instance.objectNode();
    columns.set("iteration", whole(iterations));
    for (String output : run.outputs()) {
      columns.set(output, column(errors, found -> found.percent(output)));
    }
    return columns;
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

  private static <T> ArrayNode column(List<T> lines, Function<T, OptionalDouble> value) {
    ArrayNode column = JsonNodeFactory.instance.arrayNode();
    for (T line : lines) {
      OptionalDouble number = value.apply(line);
      if (number.isPresent()) {
        column.add(new BigDecimal(number.getAsDouble()).round(DIGITS).doubleValue());
      } else {
        column.addNull();
      }
    }
    return column;
  }
}
