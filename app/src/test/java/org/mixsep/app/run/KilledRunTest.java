package org.mixsep.app.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mixsep.app.cli.Main;
import org.mixsep.torch.SafetensorsFile;
import org.mixsep.torch.Tensors;

/** Runs in processes of their own, stopped the hard way, end with the bytes of a whole run. */
class KilledRunTest {
  private static final int ITERATIONS = 300;

  /** 500 images in batches of 16: an epoch has 31 iterations, so stops fall within one. */
  private static final List<String> SETTINGS =
      List.of(
          "iterations=" + ITERATIONS,
          "data.train=500",
          "data.test=100",
          "network=resnet1",
          "batch=16",
          "augment=crop",
          "loss.threshold.window=10",
          "learningRate.schedule=milestones",
          "average.decay=0.99",
          "average.every=3",
          "evaluate.every=100",
          "checkpoint.every=40",
          "log.every=1");

  private static final List<String> ONE_THREAD = List.of("threads=1", "precision=float32");

  @TempDir static Path folder;
  private static Map<String, byte[]> whole;

  @BeforeAll
  static void trainWhole() throws Exception {
    Path run = folder.resolve("whole");
    assertEquals(0, finish(train(run, ONE_THREAD)), output(run));
    whole = weights(run);
  }

  @Test
  @Tag("slow")
  void onAllThreadsInTheFastestPrecisionToo() throws Exception {
    Path unstopped = folder.resolve("unstopped");
    assertEquals(0, finish(train(unstopped, List.of())), output(unstopped));
    Path run = folder.resolve("fast");
    Process process = train(run, List.of());
    await(process, run, 131);
    process.destroyForcibly();
    finish(process);
    assertEquals(0, finish(resume(run)), output(run));
    assertSameBytes(weights(unstopped), run);
  }

  @Test
  void killedByForceAndResumed() throws Exception {
    Path run = folder.resolve("killed");
    for (int iteration : new int[] {7, 101, 222}) {
      Process process = iteration == 7 ? train(run, ONE_THREAD) : resume(run);
      await(process, run, iteration);
      process.destroyForcibly();
      assertEquals(137, finish(process));
    }
    assertEquals(0, finish(resume(run)), output(run));
    assertSameBytes(whole, run);
    assertEquals(ITERATIONS, loggedIterations(run).size(), "each iteration is logged once");
  }

  @Test
  void stoppedBySigtermAndResumed() throws Exception {
    assumeFalse(System.getProperty("os.name").startsWith("Windows"), "Windows has no SIGTERM");
    Path run = folder.resolve("stopped");
    Process process = train(run, ONE_THREAD);
    await(process, run, 53);
    process.destroy();
    assertEquals(143, finish(process), output(run));
    long stopped = loggedIterations(run).size();
    assertTrue(
        Files.exists(run.resolve("checkpoints/iteration-%08d.safetensors".formatted(stopped))),
        "a checkpoint of iteration " + stopped + ", where it stopped");
    assertTrue(output(run).contains("stopped at iteration " + stopped), output(run));

    assertEquals(0, finish(resume(run)), output(run));
    assertSameBytes(whole, run);
  }

  @Test
  void stoppedByCtrlCEndsWith130() throws Exception {
    assumeFalse(System.getProperty("os.name").startsWith("Windows"), "Windows has no SIGINT");
    Path run = folder.resolve("interrupted");
    Process process = train(run, ONE_THREAD);
    await(process, run, 5);
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    assertEquals(130, finish(process), output(run));
    assertTrue(output(run).contains("mixsep resume"), output(run));
  }

  private static void assertSameBytes(Map<String, byte[]> expected, Path run) {
    Map<String, byte[]> found = weights(run);
    assertEquals(expected.keySet(), found.keySet());
    expected.forEach((name, bytes) -> assertArrayEquals(bytes, found.get(name), name));
  }

  private static Map<String, byte[]> weights(Path run) {
    Path file = run.resolve("checkpoints/iteration-%08d.safetensors".formatted(ITERATIONS));
    Map<String, byte[]> weights = new TreeMap<>();
    for (Map.Entry<String, Tensor> entry : SafetensorsFile.read(file).tensors().entrySet()) {
      byte[] bytes = new byte[(int) entry.getValue().nbytes()];
      Tensors.bytes(entry.getValue()).get(bytes);
      weights.put(entry.getKey(), bytes);
    }
    return weights;
  }

  private static Process train(Path run, List<String> machine) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("train", "--run", run.toString()));
    arguments.add("cache=" + folder.resolve("cache"));
    arguments.addAll(SETTINGS);
    arguments.addAll(machine);
    return start(run, arguments);
  }

  private static Process resume(Path run) throws IOException {
    return start(run, List.of("resume", run.toString()));
  }

  private static Process start(Path run, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx1g", "-cp", System.getProperty("java.class.path")));
    command.add(Main.class.getName());
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log(run).toFile()))
        .start();
  }

  private static int finish(Process process) throws InterruptedException {
    assertTrue(process.waitFor(3, TimeUnit.MINUTES), "the process hangs");
    return process.exitValue();
  }

  /** Returns once the run has logged an iteration. */
  private static void await(Process process, Path run, int iteration) throws Exception {
    while (loggedIterations(run).size() < iteration) {
      boolean ended = process.waitFor(5, TimeUnit.MILLISECONDS);
      assertTrue(!ended, () -> "ended before iteration " + iteration + ": " + output(run));
    }
  }

  private static List<String> loggedIterations(Path run) throws IOException {
    Path metrics = run.resolve("metrics.jsonl");
    if (!Files.exists(metrics)) {
      return List.of();
    }
    return Files.readAllLines(metrics).stream().filter(line -> line.contains("\"loss\"")).toList();
  }

  private static Path log(Path run) {
    return run.resolveSibling(run.getFileName() + ".log");
  }

  private static String output(Path run) {
    try {
      return Files.readString(log(run));
    } catch (IOException e) {
      return "no output: " + e;
    }
  }
}
