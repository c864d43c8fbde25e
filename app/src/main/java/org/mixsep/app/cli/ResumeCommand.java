package org.mixsep.app.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mixsep.app.config.ConfigSources;
import org.mixsep.app.run.RunListener;
import org.mixsep.app.run.Runs;
import org.mixsep.distributed.Rendezvous;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mixsep resume}. */
@Command(
    name = "resume",
    description = {
      "Goes on with a stopped run from its last checkpoint, to the same weights, bit for bit, as if"
          + " it had never been stopped.",
      "",
      "How long it trains, where its images lie and what is recorded may change; images are told by"
          + " their checksums. All else takes a new run.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  mixsep resume runs/street-digits-001",
      "  mixsep resume runs/street-digits-001 --iterations 4000",
      "  mixsep resume runs/photos-001 data.dir=/new/place/photos"
    })
final class ResumeCommand implements Callable<Integer> {
  private final Runs runs;
  private final Console console;

  @Parameters(
      index = "0",
      paramLabel = "RUN",
      description = "The run folder, such as runs/street-digits-001.")
  private Path run;

  @Parameters(
      index = "1..*",
      paramLabel = "key=value",
      description = "Settings to go on with, such as iterations=4000 or data.dir=DIR.")
  private List<String> settings = List.of();

  @Option(
      names = "--iterations",
      paramLabel = "N",
      description = "Short for iterations=N: train longer; schedules go on as those of such a run.")
  private String iterations;

  @Option(
      names = "--checkpoint",
      paramLabel = "FILE",
      description =
          "Another checkpoint of the run to go on from; later ones are set aside; its newest if none.")
  private Path checkpoint;

  @Mixin private ProcessOptions processes;

  ResumeCommand(Runs runs, Console console) {
    this.runs = runs;
    this.console = console;
  }

  @Override
  public Integer call() {
    List<String> changes = new ArrayList<>(settings);
    if (iterations != null) {
      changes.add("iterations=" + iterations);
    }
    ConfigSources.changes(changes); // what is no setting is refused before anything is read
    if (processes.start()) {
      return processes.run(run, List.of(), console);
    }
    Optional<Path> from = Optional.ofNullable(checkpoint);
    Optional<Rendezvous> others = ProcessOptions.rendezvous();
    if (others.isPresent() && others.get().rank() > 0) {
      return ProcessOptions.assist(
          others.get(),
          () -> runs.among(others.get()).resume(run, from, changes, RunListener.SILENT));
    }
    Runs together = others.map(runs::among).orElse(runs);
    return console.follow(1, listener -> together.resume(run, from, changes, listener));
  }
}
