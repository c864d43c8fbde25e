package org.mixsep.app.run;

import java.nio.file.Path;
import org.mixsep.InvalidInputException;
import org.mixsep.app.config.RunConfig;

/**
 * What the program can do with runs.
 *
 * <p>Every method throws {@link InvalidInputException} for what the user can mend and {@link
 * NonFiniteLossException} where training left the numbers.
 */
public interface Runs {
  /**
   * Starts a run and sees it to its end.
   *
   * @param preset the preset the configuration grew from: part of the name of a new run folder
   */
  RunSummary train(RunConfig config, String preset, RunListener listener);

  /** Goes on with a run from its last checkpoint. */
  RunSummary resume(Path run, RunListener listener);

  /** Measures the test errors of a run's last checkpoint. */
  RunSummary evaluate(Path run, RunListener listener);

  /** Writes a contact sheet of a configuration's images, a PNG. */
  void showData(RunConfig config, Path image, RunListener listener);
}
