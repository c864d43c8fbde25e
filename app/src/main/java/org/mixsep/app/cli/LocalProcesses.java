package org.mixsep.app.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.mixsep.AtomicFile;
import org.mixsep.InvalidInputException;
import org.mixsep.app.runfolder.RunFolder;
import org.mixsep.distributed.Rendezvous;

/**
 * Starts several processes of this program on this machine that do one run together, and waits for
 * their end. The first one's output is shown; the others have none but their failures.
 */
final class LocalProcesses {
  /** How long the others have to end by themselves once one has failed. */
  private static final Duration GRACE = Duration.ofMillis(500);

  /** What a process exits with that a signal ended is above this, by the signal's number. */
  private static final int SIGNALLED = 128;

  private final int size;
  private final Console console;
  private final BlockingQueue<Integer> ended = new LinkedBlockingQueue<>();

  /** Shows what the first process prints. */
  private Thread output;

  /**
   * @param size number of processes, at least 1
   */
  LocalProcesses(int size, Console console) {
    this.size = size;
    this.console = console;
  }

  /**
   * Runs a command line in every process.
   *
   * @return the exit code: of the first process where all ended as they were to, or else of the
   *     failure that came first and is not about another process
   */
  int run(List<String> arguments) {
    Path folder = folder();
    List<Process> processes = new ArrayList<>();
    Thread end = new Thread(() -> endAll(processes), "end-processes");
    Runtime.getRuntime().addShutdownHook(end);
    try {
      for (int rank = 0; rank < size; rank++) {
        processes.add(start(Rendezvous.here(rank, size, folder.resolve("meeting")), arguments));
      }
      int code = await(processes);
      output.join();
      return code;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for processes", e);
    } finally {
      processes.forEach(Process::destroyForcibly);
      new RunFolder(folder).discard(); // with what killed processes left in it
      forget(end);
    }
  }

  private static Path folder() {
    try {
      return Files.createTempDirectory("mixsep-processes");
    } catch (IOException e) {
      throw new InvalidInputException("cannot make a temporary folder: " + AtomicFile.reason(e), e);
    }
  }

  private static void forget(Thread end) {
    try {
      Runtime.getRuntime().removeShutdownHook(end);
    } catch (IllegalStateException e) {
      // This process is ending: the hook waits for the others, which have ended.
    }
  }

  /** The same Java, options and classes as of this process. */
  private Process start(Rendezvous rendezvous, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(rendezvous.environment());
    if (rendezvous.rank() > 0) {
      builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    }
    try {
      Process process = builder.start();
      process.onExit().thenRun(() -> ended.add(rendezvous.rank()));
      if (rendezvous.rank() == 0) {
        show(process);
      }
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the first process prints, but for a line by which Gloo says that it is there. */
  private void show(Process process) {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    output =
        new Thread(
            () ->
                lines
                    .lines()
                    .filter(line -> !line.startsWith("[Gloo]"))
                    .forEach(console.out()::println),
            "first-process-output");
    output.setDaemon(true);
    output.start();
  }

  private int await(List<Process> processes) throws InterruptedException {
    int code = ExitCode.OK.number();
    int running = size;
    boolean failed = false;
    while (running > 0) {
      Integer rank = failed ? ended.poll(GRACE.toMillis(), TimeUnit.MILLISECONDS) : ended.take();
      if (rank == null) { // one that is stopped, or does not notice
        processes.forEach(Process::destroyForcibly);
        continue;
      }
      running--;
      int own = processes.get(rank).exitValue();
      code = worse(code, meant(rank, own, failed));
      failed |= !orderly(own);
    }
    return code;
  }

  /** A process that a signal ended could not say so itself. */
  private int meant(int rank, int code, boolean failed) {
    if (orderly(code) || code <= SIGNALLED) {
      return code;
    }
    if (!failed) {
      console
          .err()
          .println(
              "mixsep: process %d of 0..%d was ended by signal %d"
                  .formatted(rank, size - 1, code - SIGNALLED));
    }
    return ExitCode.REPLICA_LOST.number();
  }

  /** Whether a process ended as it was to: at the end of training, or after a checkpoint. */
  private static boolean orderly(int code) {
    return code == ExitCode.OK.number()
        || code == ExitCode.STOPPED.number()
        || code == SIGNALLED + 2
        || code == SIGNALLED + 15;
  }

  /** What is about another process comes after what is about the own one. */
  private static int worse(int first, int second) {
    boolean nothing = first == ExitCode.OK.number() || first == ExitCode.STOPPED.number();
    boolean follows = first == ExitCode.REPLICA_LOST.number() && second != 0;
    return nothing && second != 0 || follows ? second : first;
  }

  /** Passes a signal on, and waits for the checkpoint that follows. */
  private static void endAll(List<Process> processes) {
    processes.forEach(Process::destroy);
    try {
      for (Process process : processes) {
        process.waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
