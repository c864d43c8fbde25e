package org.mixsep.app.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.mixsep.app.runfolder.HeldOut;
import org.mixsep.app.runfolder.Metric;
import org.mixsep.app.runfolder.ModuleMetric;
import org.mixsep.app.runfolder.Plot;

/**
 * What the script of pages is told of metrics: which columns of {@link Curves} to draw, and how.
 */
final class Plots {
  private Plots() {}

  /**
   * A plot of a column.
   *
   * @param from the group of columns
   * @param key its name in the group; empty for that of a run's prediction, or of each output
   */
  private record Drawn(Plot plot, String from, String key) {}

  /**
   * {@code overlaid}: those with all runs in one plot; {@code modules}: those with all modules of a
   * run. Each has {@code from}, {@code key}, {@code title}, {@code axis}, {@code log} and, with a
   * band, the keys {@code low} and {@code high} of its ends.
   */
  static ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.set("overlaid", json(overlaid()));
    json.set("modules", json(ofModules()));
    return json;
  }

  private static List<Drawn> overlaid() {
    List<Drawn> all = new ArrayList<>();
    for (HeldOut images : HeldOut.values()) {
      all.add(new Drawn(images.overlaid(), Curves.errors(images), ""));
    }
    for (Metric metric : Metric.values()) {
      add(all, metric.plot(), "steps", metric.key());
    }
    for (ModuleMetric metric : ModuleMetric.values()) {
      add(all, metric.overlaid(), "modules", metric.key());
    }
    return all;
  }

  private static List<Drawn> ofModules() {
    List<Drawn> all = new ArrayList<>();
    for (HeldOut images : HeldOut.values()) {
      all.add(new Drawn(images.ofOutputs(), Curves.errors(images), ""));
    }
    for (ModuleMetric metric : ModuleMetric.values()) {
      add(all, metric.ofModules(), "modules", metric.key());
    }
    return all;
  }

  private static void add(List<Drawn> all, Optional<Plot> plot, String from, String key) {
    plot.ifPresent(found -> all.add(new Drawn(found, from, key)));
  }

  private static ArrayNode json(List<Drawn> all) {
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    all.stream()
        .sorted(Comparator.comparing(drawn -> drawn.plot().group()))
        .forEach(
            drawn -> {
              Plot plot = drawn.plot();
              ObjectNode one = json.addObject().put("from", drawn.from()).put("key", drawn.key());
              one.put("title", plot.title()).put("axis", plot.axis()).put("log", plot.log());
              plot.band().ifPresent(band -> one.put("low", band.low()).put("high", band.high()));
            });
    return json;
  }
}
