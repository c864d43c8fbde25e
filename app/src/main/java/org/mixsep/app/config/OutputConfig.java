package org.mixsep.app.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.mixsep.training.Views;

/**
 * What is written, when and where.
 *
 * @param evaluateEvery iterations between two evaluations, 0 for the end only
 * @param evaluateViews views of an image to average over, beside the plain error
 * @param logEvery iterations between two records
 * @param tensorBoard whether records are written for TensorBoard as well
 * @param checkpointEvery iterations between two checkpoints, 0 for the end only
 * @param run run folder; none for a new one under runs/
 * @param cache folder of computed images; none for the user's cache folder
 */
public record OutputConfig(
    int evaluateEvery,
    Views evaluateViews,
    int logEvery,
    boolean tensorBoard,
    int checkpointEvery,
    Optional<Path> run,
    Optional<Path> cache) {
  private static final int MOST = 1_000_000_000;

  static final Setting<Integer> EVALUATE_EVERY =
      new Setting<>(
          "evaluate.every",
          Kinds.whole(0, MOST),
          "1000",
          c -> c.output().evaluateEvery(),
          "Iterations between two measurements of the test error; 0 measures at the end only.");
  static final Setting<Views> EVALUATE_VIEWS =
      new Setting<>(
          "evaluate.views",
          Kinds.hyphened(Views.values()),
          "none",
          c -> c.output().evaluateViews(),
          "Views of each image whose logits are averaged for a second error, reported at the end"
              + " beside the plain one: mirror (the image and its mirror image), mirror-shift (six"
              + " views, moved by a pixel as well: cifar10-airbench's tta_level 2), or none.");
  static final Setting<Integer> LOG_EVERY =
      new Setting<>(
          "log.every",
          Kinds.whole(1, MOST),
          "100",
          c -> c.output().logEvery(),
          "Iterations between two records of losses and threshold in the run folder.");
  static final Setting<Boolean> TENSOR_BOARD =
      new Setting<>(
          "log.tensorboard",
          Kinds.flag(),
          "on",
          c -> c.output().tensorBoard(),
          "Whether the records are written to an event file in the run folder as well, which"
              + " TensorBoard shows.");
  static final Setting<Integer> CHECKPOINT_EVERY =
      new Setting<>(
          "checkpoint.every",
          Kinds.whole(0, MOST),
          "1000",
          c -> c.output().checkpointEvery(),
          "Iterations between two checkpoints, of which the last two are kept; 0 writes one at the"
              + " end or when the run is stopped.");
  static final Setting<Optional<Path>> RUN =
      new Setting<>(
          "run",
          Kinds.path(),
          "",
          c -> c.output().run(),
          "The run folder; where empty, a new one under runs/ named after the preset.");
  static final Setting<Optional<Path>> CACHE =
      new Setting<>(
          "cache",
          Kinds.path(),
          "",
          c -> c.output().cache(),
          "The folder for drawn and whitened images that runs share; where empty, mixsep's part of"
              + " the user's cache folder.");
  static final List<Setting<?>> SETTINGS =
      List.of(
          EVALUATE_EVERY, EVALUATE_VIEWS, LOG_EVERY, TENSOR_BOARD, CHECKPOINT_EVERY, RUN, CACHE);

  public OutputConfig {
    EVALUATE_EVERY.checked(evaluateEvery);
    EVALUATE_VIEWS.checked(evaluateViews);
    LOG_EVERY.checked(logEvery);
    CHECKPOINT_EVERY.checked(checkpointEvery);
    RUN.checked(run);
    CACHE.checked(cache);
  }

  static OutputConfig of(Values values) {
    return new OutputConfig(
        values.get(EVALUATE_EVERY),
        values.get(EVALUATE_VIEWS),
        values.get(LOG_EVERY),
        values.get(TENSOR_BOARD),
        values.get(CHECKPOINT_EVERY),
        values.get(RUN),
        values.get(CACHE));
  }
}
