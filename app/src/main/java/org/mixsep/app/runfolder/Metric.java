package org.mixsep.app.runfolder;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.mixsep.app.runfolder.Plot.Group;
import org.mixsep.training.StepRecord;
import org.mixsep.training.UpdateSize;

/**
 * What is recorded of training steps: the one list from which {@code metrics.jsonl}, TensorBoard's
 * scalars and the curves of report and dashboard are made. In the order of a line.
 *
 * <p>A metric of a single module is a {@link ModuleMetric}; errors on images that are not trained
 * on are told apart by {@link HeldOut}.
 */
public enum Metric {
  LOSS(
      "loss",
      of(steps -> steps.mean(StepRecord::loss)),
      "train/loss",
      new Plot(Group.LOSSES, "Loss that is minimised", "loss")),
  BETWEEN(
      "between",
      of(steps -> steps.mean(StepRecord::between)),
      "train/between",
      new Plot(Group.LOSSES, "Between-class loss, mean of modules", "loss")),
  WITHIN(
      "within",
      of(steps -> steps.mean(StepRecord::within)),
      "train/within",
      new Plot(Group.LOSSES, "Within-class loss without its weight, mean of modules", "loss")
          .logarithmic()),
  /** The last step's; where each module has its own, block 4's. */
  THRESHOLD(
      "threshold",
      of(steps -> steps.last().threshold()),
      "threshold",
      new Plot(Group.LOSSES, "Adaptive threshold", "threshold").logarithmic()),
  LEARNING_RATE(
      "learningRate",
      of(steps -> steps.last().learningRate()),
      "learningRate",
      new Plot(Group.PACE, "Learning rate", "learning rate")),
  /** In percent, of the images as they were trained on. */
  TRAIN_ERROR(
      "trainError",
      of(steps -> 100.0 * steps.errors() / steps.images()),
      "train/error",
      new Plot(Group.ERRORS, "Training error", "error, %")),
  /** Of the last step's gradient, where that was measured. */
  GRADIENT_NORM(
      "gradientNorm",
      ofUpdate(update -> update.gradientNorm()),
      "train/gradientNorm",
      new Plot(Group.UPDATES, "Gradient of the loss over all parameters", "L2 norm").logarithmic()),
  WEIGHT_CHANGE(
      "weightChange",
      ofUpdate(update -> update.weightChange()),
      "train/weightChange",
      new Plot(
              Group.UPDATES,
              "Change of the weights in a step, relative to the weights",
              "ratio of L2 norms")
          .logarithmic()),
  /** Same-class pairs in a batch. */
  PAIRS("pairs", of(steps -> steps.mean(StepRecord::pairs)), "train/pairs", null),
  IMAGES_PER_SECOND(
      "imagesPerSecond",
      of(steps -> steps.images() / steps.seconds()),
      "train/imagesPerSecond",
      new Plot(Group.PACE, "Speed", "images a second")),
  /** Wall time of the run so far. */
  SECONDS("seconds", of(StepWindow::secondsOfRun), null, null);

  private final String key;
  private final Function<StepWindow, OptionalDouble> value;
  private final String tag;
  private final Plot plot;

  /**
   * @param key in {@code metrics.jsonl}
   * @param value what stands for some steps
   * @param tag in TensorBoard; null for what is not shown there
   * @param plot null for what is not drawn
   */
  Metric(String key, Function<StepWindow, OptionalDouble> value, String tag, Plot plot) {
    this.key = key;
    this.value = value;
    this.tag = tag;
    this.plot = plot;
  }

  private static Function<StepWindow, OptionalDouble> of(ToDoubleFunction<StepWindow> value) {
    return steps -> OptionalDouble.of(value.applyAsDouble(steps));
  }

  private static Function<StepWindow, OptionalDouble> ofUpdate(ToDoubleFunction<UpdateSize> value) {
    return steps -> steps.last().update().stream().mapToDouble(value).findFirst();
  }

  /** Its key in {@code metrics.jsonl} and in the data of pages. */
  public String key() {
    return key;
  }

  OptionalDouble of(StepWindow steps) {
    return value.apply(steps);
  }

  Optional<String> tag() {
    return Optional.ofNullable(tag);
  }

  /** How all runs are drawn in one plot; none for what is not drawn. */
  public Optional<Plot> plot() {
    return Optional.ofNullable(plot);
  }
}
