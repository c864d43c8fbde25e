package org.mixsep.app.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mixsep.app.run.Runs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mixsep resume}. */
@Command(
    name = "resume",
    description = {
      "Goes on with a stopped run from its last checkpoint, to the same weights, bit for bit, as if"
          + " it had never been stopped.",
      ""
    })
final class ResumeCommand implements Callable<Integer> {
  private final Runs runs;
  private final Console console;

  @Parameters(paramLabel = "RUN", description = "The run folder, such as runs/0001-street-digits.")
  private Path run;

  @Option(
      names = "--checkpoint",
      paramLabel = "FILE",
      description =
          "Another checkpoint of the run to go on from; later ones are set aside; its newest if none.")
  private Path checkpoint;

  ResumeCommand(Runs runs, Console console) {
    this.runs = runs;
    this.console = console;
  }

  @Override
  public Integer call() {
    return console.follow(
        1, listener -> runs.resume(run, Optional.ofNullable(checkpoint), listener));
  }
}
