package org.mixsep.app.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.mixsep.InvalidInputException;
import org.mixsep.app.config.RunConfig;
import org.mixsep.distributed.Rendezvous;
import org.mixsep.training.NonFiniteException;

/**
 * What the program can do with runs.
 *
 * <p>Every method throws {@link InvalidInputException} for what the user can mend; training throws
 * {@link NonFiniteException} where a loss, a weight or an output is not finite.
 */
public interface Runs {
  /**
   * Starts a run and sees it to its end.
   *
   * @param preset the preset the configuration grew from: part of the name of a new run folder
   */
  RunSummary train(RunConfig config, String preset, RunListener listener);

  /**
   * Goes on with a run from its last checkpoint, or from the beginning where it has none yet.
   *
   * @param from another checkpoint of the run to go on from; those after it are set aside
   * @param settings as {@code key=value}, of those that may change: iterations, places and records
   */
  RunSummary resume(Path run, Optional<Path> from, List<String> settings, RunListener listener);

  /** The same, done by several processes that each call the same method. */
  Runs among(Rendezvous others);

  /** As {@link #resume(Path, Optional, List, RunListener)}, with the settings it has. */
  default RunSummary resume(Path run, Optional<Path> from, RunListener listener) {
    return resume(run, from, List.of(), listener);
  }

  /**
   * Writes a contact sheet of a configuration's training images, a PNG.
   *
   * @param preprocessed whether to put beside each image what preprocessing makes of it
   */
  void showData(RunConfig config, Path image, boolean preprocessed, RunListener listener);
}
