package org.mixsep.app.runfolder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.mixsep.app.runfolder.Plot.Group;
import org.mixsep.app.runfolder.StepWindow.OfModule;
import org.mixsep.training.StepRecord.ModuleRecord;

/** What is recorded of each module in training steps; see {@link Metric}. */
public enum ModuleMetric {
  BETWEEN(
      "between",
      of(steps -> steps.mean(ModuleRecord::between)),
      "train/between",
      new Plot(Group.LOSSES, "between-class loss", "loss")),
  WITHIN(
      "within",
      of(steps -> steps.mean(ModuleRecord::within)),
      "train/within",
      new Plot(Group.LOSSES, "within-class loss", "loss").logarithmic()),
  THRESHOLD(
      "threshold",
      of(steps -> steps.last().threshold()),
      "threshold",
      new Plot(Group.LOSSES, "threshold", "threshold").logarithmic()),
  /** Of the distances of all classes in all steps, like the next two. */
  LEAST_DISTANCE("min", steps -> steps.distance(all -> all.getMin()), null),
  MEAN_DISTANCE(
      "mean",
      steps -> steps.distance(all -> all.getAverage()),
      new Plot(Group.DISTANCES, "class distance", "distance").withBand("min", "max")),
  GREATEST_DISTANCE("max", steps -> steps.distance(all -> all.getMax()), null);

  /** A module's distances stand together under this key. */
  private static final String DISTANCES = "classDistance";

  private final String key;
  private final boolean distance;
  private final Function<OfModule, OptionalDouble> value;
  private final String tag;
  private final Plot plot;

  ModuleMetric(String key, Function<OfModule, OptionalDouble> value, String tag, Plot plot) {
    this.key = key;
    this.distance = false;
    this.value = value;
    this.tag = tag;
    this.plot = plot;
  }

  /** A statistic of class distances. */
  ModuleMetric(String key, Function<OfModule, OptionalDouble> value, Plot plot) {
    this.key = key;
    this.distance = true;
    this.value = value;
    this.tag = DISTANCES + "/" + key;
    this.plot = plot;
  }

  private static Function<OfModule, OptionalDouble> of(ToDoubleFunction<OfModule> value) {
    return steps -> OptionalDouble.of(value.applyAsDouble(steps));
  }

  /** Its key in the data of pages. */
  public String key() {
    return key;
  }

  OptionalDouble of(OfModule steps) {
    return value.apply(steps);
  }

  void put(double number, ObjectNode module) {
    (distance ? module.withObjectProperty(DISTANCES) : module).put(key, number);
  }

  OptionalDouble in(JsonNode module) {
    return Json.number((distance ? module.path(DISTANCES) : module).path(key));
  }

  /** In TensorBoard, of a module by its name. */
  String tag(String module) {
    return tag + "/" + module;
  }

  /** How all modules of a run are drawn in one plot; none for what is drawn as a band's end. */
  public Optional<Plot> ofModules() {
    return Optional.ofNullable(plot);
  }

  /** How the last modules of all runs are drawn in one plot; none where {@link Metric} has it. */
  public Optional<Plot> overlaid() {
    return ofModules()
        .filter(unused -> distance)
        .map(
            own ->
                own.named(
                    "Class distance at block 4 in the batch: mean, and band from least to greatest"));
  }
}
