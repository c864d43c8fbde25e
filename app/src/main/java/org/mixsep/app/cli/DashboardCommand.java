package org.mixsep.app.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.mixsep.InvalidInputException;
import org.mixsep.app.dashboard.DashboardServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mixsep dashboard}. */
@Command(
    name = "dashboard",
    description = {
      "Shows runs in the browser while they go on: their curves side by side as they grow, and a"
          + " button that stops a run after a checkpoint. Ctrl-C ends it; runs go on.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  mixsep dashboard",
      "  mixsep dashboard /data/runs --port 9000",
    })
final class DashboardCommand implements Callable<Integer> {
  private static final Path USUAL = Path.of("runs");
  private static final int HIGHEST_PORT = 65_535;

  private final Console console;

  @Parameters(
      paramLabel = "RUNS",
      arity = "0..1",
      description = "A folder with run folders in it, at any depth up to 5; runs if none.")
  private Path runs;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description =
          "The address to listen on; ${DEFAULT-VALUE} if none, which only this machine can reach."
              + " Whoever reaches it can see and stop runs.")
  private String host;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8050",
      description = "The port to listen on, 0 for any free one; ${DEFAULT-VALUE} if none.")
  private int port;

  DashboardCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (runs != null && !Files.isDirectory(runs)) {
      throw new InvalidInputException(
          "%s is no folder; name the one that holds your run folders".formatted(runs));
    }
    if (port < 0 || port > HIGHEST_PORT) {
      throw new InvalidInputException(
          "--port=%d is refused; allowed: 0 to %d".formatted(port, HIGHEST_PORT));
    }
    try (DashboardServer server = new DashboardServer(runs == null ? USUAL : runs, host, port)) {
      console.out().println("dashboard: " + server.address());
      console.out().flush();
      new CountDownLatch(1).await(); // a signal ends the process
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // whoever runs the command inside a program ends it so
    }
    return ExitCode.OK.number();
  }
}
