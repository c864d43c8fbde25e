package org.mixsep.app.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mixsep.app.run.Runs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mixsep evaluate}. */
@Command(
    name = "evaluate",
    description = {
      "Measures the test error of each module, and of their mean, with a run's last checkpoint.",
      ""
    })
final class EvaluateCommand implements Callable<Integer> {
  private final Runs runs;
  private final Console console;

  @Parameters(paramLabel = "RUN", description = "The run folder, such as runs/0001-street-digits.")
  private Path run;

  @Option(
      names = "--checkpoint",
      paramLabel = "FILE",
      description = "Another checkpoint of the run to measure; its newest if none.")
  private Path checkpoint;

  EvaluateCommand(Runs runs, Console console) {
    this.runs = runs;
    this.console = console;
  }

  @Override
  public Integer call() {
    return console.follow(
        1, listener -> runs.evaluate(run, Optional.ofNullable(checkpoint), listener));
  }
}
