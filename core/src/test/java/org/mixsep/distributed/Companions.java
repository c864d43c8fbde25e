package org.mixsep.distributed;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Other processes of a test, which itself is the first of them. Those that still run are killed at
 * the end.
 */
public final class Companions implements AutoCloseable {
  private static final long PATIENCE = 60;

  private final List<Process> processes = new ArrayList<>();
  private final List<Path> outputs = new ArrayList<>();
  private final Rendezvous first;

  /**
   * @param program whose {@code main} asks the environment where it stands
   * @param size number of processes, with this one
   * @param folder of the test
   */
  public Companions(Class<?> program, int size, Path folder, String... arguments)
      throws IOException {
    Path file = folder.resolve("meeting" + System.nanoTime());
    first = Rendezvous.here(0, size, file);
    for (int rank = 1; rank < size; rank++) {
      List<String> command =
          new ArrayList<>(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx256m",
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  program.getName()));
      command.addAll(List.of(arguments));
      Path output = folder.resolve("output" + System.nanoTime());
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().putAll(Rendezvous.here(rank, size, file).environment());
      processes.add(builder.redirectOutput(output.toFile()).start());
      outputs.add(output);
    }
  }

  /** Where this process stands among them. */
  public Rendezvous first() {
    return first;
  }

  /** Sends a signal to a companion, as {@code kill} names it. */
  public void signal(int rank, String signal) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + signal, Long.toString(processes.get(rank - 1).pid()))
        .start()
        .waitFor();
  }

  /** Waits for the end of a companion, and gives its exit code. */
  public int exitCode(int rank) throws InterruptedException {
    if (!processes.get(rank - 1).waitFor(PATIENCE, TimeUnit.SECONDS)) {
      throw new AssertionError("process " + rank + " does not end");
    }
    return processes.get(rank - 1).exitValue();
  }

  /** What a companion printed so far, without Gloo's own lines. */
  public String output(int rank) throws IOException {
    StringBuilder text = new StringBuilder();
    Files.readString(outputs.get(rank - 1), StandardCharsets.UTF_8)
        .lines()
        .filter(line -> !line.startsWith("[Gloo]"))
        .forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  @Override
  public void close() {
    processes.forEach(Process::destroyForcibly);
  }
}
