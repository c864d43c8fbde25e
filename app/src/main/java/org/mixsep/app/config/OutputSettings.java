package org.mixsep.app.config;

import java.nio.file.Path;
import java.util.Optional;
import org.mixsep.training.Views;

/** What is measured and written, when and where. */
public final class OutputSettings {
  private static final int MOST = 1_000_000_000;

  static final Group ALL = new Group(Scope.FILES);

  public static final Setting<Integer> EVALUATE_EVERY =
      ALL.add("evaluate.every", Kinds.whole(0, MOST), 1000)
          .of(Scope.RECORDS)
          .help(
              "Iterations between two measurements of the test error; 0 measures at the end only.");
  public static final Setting<Views> EVALUATE_VIEWS =
      ALL.choice("evaluate.views", Views.NONE)
          .of(Scope.RECORDS)
          .help(
              "Views of each image whose logits are averaged for a second error, reported at the end"
                  + " beside the plain one: mirror (the image and its mirror image), mirror-shift (six"
                  + " views, moved by a pixel as well: cifar10-airbench's tta_level 2), or none.");
  public static final Setting<Integer> LOG_EVERY =
      ALL.add("log.every", Kinds.whole(1, MOST), 100)
          .of(Scope.RECORDS)
          .help("Iterations between two records of losses and threshold in the run folder.");
  public static final Setting<Boolean> TENSOR_BOARD =
      ALL.flag("log.tensorboard", true)
          .help(
              "Whether the records are written to an event file in the run folder as well, which"
                  + " TensorBoard shows.");
  public static final Setting<Integer> CHECKPOINT_EVERY =
      ALL.add("checkpoint.every", Kinds.whole(0, MOST), 1000)
          .help(
              "Iterations between two checkpoints, of which the last two are kept; 0 writes one at the"
                  + " end or when the run is stopped.");
  public static final Setting<Optional<Path>> RUN =
      ALL.add("run", Kinds.path(), Optional.empty())
          .help("The run folder; where empty, a new one under runs/ named after the preset.");
  public static final Setting<Optional<Path>> CACHE =
      ALL.add("cache", Kinds.path(), Optional.empty())
          .help(
              "The folder for drawn and whitened images that runs share; where empty, mixsep's part of"
                  + " the user's cache folder.");

  private OutputSettings() {}
}
