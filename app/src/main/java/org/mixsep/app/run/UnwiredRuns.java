package org.mixsep.app.run;

import java.nio.file.Path;
import org.mixsep.InvalidInputException;
import org.mixsep.app.config.RunConfig;

/** Stands in until core is wired: refuses everything. */
public final class UnwiredRuns implements Runs {
  @Override
  public RunSummary train(RunConfig config, String preset, RunListener listener) {
    throw notYet();
  }

  @Override
  public RunSummary resume(Path run, RunListener listener) {
    throw notYet();
  }

  @Override
  public RunSummary evaluate(Path run, RunListener listener) {
    throw notYet();
  }

  @Override
  public void showData(RunConfig config, Path image, RunListener listener) {
    throw notYet();
  }

  private static InvalidInputException notYet() {
    return new InvalidInputException("not wired yet");
  }
}
