package org.mixsep.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.mixsep.InvalidInputException;
import org.mixsep.app.run.RunSummary;
import org.mixsep.batch.Share;
import org.mixsep.distributed.Rendezvous;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** By how many processes a run is done, and what happens when one is lost. */
final class ProcessOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--processes",
      paramLabel = "N",
      description =
          "Do the run by N processes on this machine, each with a part of every batch. Across"
              + " machines, RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT say the same (docs/scale.md).")
  private int processes = 1;

  @Option(
      names = "--restarts",
      paramLabel = "N",
      description =
          "How often to go on by itself from the newest checkpoint when a process is lost; 0 if none.")
  private int restarts;

  /** Whether this process is to start others, and do nothing itself. */
  boolean start() {
    if (processes < 1 || restarts < 0) {
      throw new InvalidInputException(
          "--processes %d --restarts %d: expected at least one process and no fewer than 0 restarts"
              .formatted(processes, restarts));
    }
    boolean several = processes > 1 || restarts > 0;
    if (several && System.getenv("RANK") != null) {
      throw new InvalidInputException(
          "--processes starts processes of its own, but RANK=%s says that others were started already; leave one of the two out"
              .formatted(System.getenv("RANK")));
    }
    return several;
  }

  /**
   * Refuses a batch that does not go into equal parts, before anything is started.
   *
   * @param batch images of a batch
   */
  void requireParts(int batch) {
    new Share(0, processes).count(batch);
  }

  /**
   * Does the run by other processes.
   *
   * @param run the run's folder
   * @param more arguments beside those of this command line
   * @return exit code
   */
  int run(Path run, List<String> more, Console console) {
    List<String> arguments = own(command.root().commandLine().getParseResult().originalArgs());
    arguments.addAll(more);
    for (int left = restarts; ; left--) {
      boolean begun = Files.exists(run.resolve("config.yaml"));
      boolean again = left < restarts && begun;
      int code =
          new LocalProcesses(processes, console)
              .run(again ? List.of("resume", run.toString()) : arguments);
      if (code != ExitCode.REPLICA_LOST.number() || left == 0) {
        return code;
      }
      console
          .err()
          .println(
              "mixsep: beginning again from the newest checkpoint; %d restarts left"
                  .formatted(left - 1));
    }
  }

  /** Without what is for this process alone. */
  private static List<String> own(List<String> all) {
    List<String> kept = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      String argument = all.get(i);
      if (argument.equals("--processes") || argument.equals("--restarts")) {
        i++;
      } else if (!argument.startsWith("--processes=") && !argument.startsWith("--restarts=")) {
        kept.add(argument);
      }
    }
    return kept;
  }

  /**
   * Takes part in a run that another process tells of.
   *
   * @return exit code
   */
  static int assist(Rendezvous rendezvous, Supplier<RunSummary> work) {
    try {
      return Console.exitCode(work.get());
    } catch (InvalidInputException e) {
      if (rendezvous.folder().isEmpty()) {
        throw e;
      }
      return ExitCode.INVALID_INPUT.number(); // the first process says it on the same terminal
    }
  }

  /** Where this process stands among those that do the run; nothing for one on its own. */
  static Optional<Rendezvous> rendezvous() {
    Optional<Rendezvous> found = Rendezvous.of(System.getenv());
    found
        .filter(each -> each.place() instanceof Rendezvous.Meeting)
        .ifPresent(each -> endWithInput());
    return found;
  }

  /** Who started this process keeps its input open for as long as it lives. */
  private static void endWithInput() {
    Thread watch =
        new Thread(
            () -> {
              try {
                while (System.in.read() >= 0) {}
              } catch (IOException e) {
                // It is gone as well.
              }
              System.exit(ExitCode.REPLICA_LOST.number());
            },
            "starter");
    watch.setDaemon(true);
    watch.start();
  }
}
