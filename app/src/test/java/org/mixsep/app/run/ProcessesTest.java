package org.mixsep.app.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mixsep.InvalidInputException;
import org.mixsep.app.cli.Main;
import org.mixsep.app.config.ConfigSources;
import org.mixsep.app.config.RunConfig;
import org.mixsep.distributed.Rendezvous;

/** {@code --processes}, by real processes, which are lost and stopped as processes are. */
class ProcessesTest {
  private static final int LONG = 1_000_000;
  private static final List<String> SETTINGS =
      List.of(
          "data.train=96",
          "data.test=40",
          "network=resnet1",
          "batch=24",
          "augment=crop,mixup",
          "loss.within.weight=0.01",
          "average.decay=0.9",
          "learningRate.schedule=constant",
          "threads=1",
          "precision=float32",
          "evaluate.every=6",
          "checkpoint.every=6",
          "log.every=1");

  @TempDir static Path folder;

  @BeforeAll
  static void needsSignals() {
    assumeTrue(
        System.getProperty("os.name").equals("Linux"), "processes are told by Linux's means");
  }

  private static List<String> settings(String... more) {
    List<String> all = new ArrayList<>(SETTINGS);
    all.add("cache=" + folder.resolve("cache"));
    all.addAll(List.of(more));
    return all;
  }

  private static RunConfig config(String... more) {
    return ConfigSources.resolve("street-digits", Optional.empty(), settings(more));
  }

  /** The program, its lines on standard error and output in one file beside the run. */
  private static Process start(Path run, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log(run).toFile()))
        .start();
  }

  private static Process train(Path run, int processes, String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("train", "--processes", "" + processes, "--run", run.toString()));
    arguments.addAll(settings(more));
    return start(run, arguments.toArray(String[]::new));
  }

  private static Path log(Path run) {
    return run.resolveSibling(run.getFileName() + ".log");
  }

  private static String output(Path run) throws IOException {
    return Files.readString(log(run));
  }

  private static int finish(Process process) throws InterruptedException {
    assertTrue(process.waitFor(2, TimeUnit.MINUTES), "the processes hang");
    return process.exitValue();
  }

  /** Waits until a run has logged an iteration. */
  private static void await(Process process, Path run, int iteration) throws Exception {
    while (losses(run).size() < iteration) {
      boolean ended = process.waitFor(10, TimeUnit.MILLISECONDS);
      assertFalse(ended, ended ? output(run) : "");
    }
  }

  private static List<Double> losses(Path run) throws IOException {
    List<Double> losses = new ArrayList<>();
    for (JsonNode line : lines(run)) {
      if (line.has("loss")) {
        losses.add(line.path("loss").asDouble());
      }
    }
    return losses;
  }

  private static List<JsonNode> lines(Path run) throws IOException {
    Path metrics = run.resolve("metrics.jsonl");
    List<JsonNode> lines = new ArrayList<>();
    if (Files.exists(metrics)) {
      String text = Files.readString(metrics);
      for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
        lines.add(new ObjectMapper().readTree(line));
      }
    }
    return lines;
  }

  /** Those that a launcher started, by rank. */
  private static List<ProcessHandle> started(Process launcher) {
    return launcher.children().sorted(Comparator.comparing(ProcessHandle::pid)).toList();
  }

  private static void assertLosses(List<Double> expected, List<Double> found, double tolerance) {
    assertArrayEquals(
        expected.stream().mapToDouble(Double::doubleValue).toArray(),
        found.stream().mapToDouble(Double::doubleValue).toArray(),
        tolerance);
  }

  @Test
  void sigtermToAnyEndsAllAfterACheckpointAndOneProcessGoesOn() throws Exception {
    Path run = folder.resolve("term");
    Process process = train(run, 2, "iterations=" + LONG);
    await(process, run, 8);
    started(process).get(1).destroy();
    assertEquals(143, finish(process), output(run));
    List<Double> together = losses(run);
    int done = together.size();
    String said = output(run);
    assertTrue(said.contains("2 processes, each with 12 of a batch's 24 images"), said);
    assertTrue(said.contains("stopped at iteration " + done), said);
    assertFalse(said.contains("[Gloo]"), said);
    assertTrue(
        Files.exists(run.resolve("checkpoints/iteration-%08d.safetensors".formatted(done))), said);

    Path alone = folder.resolve("alone");
    new TorchRuns()
        .train(config("run=" + alone, "iterations=" + (done + 4)), "x", RunListener.SILENT);
    assertLosses(losses(alone).subList(0, 8), together.subList(0, 8), 2e-3);
    new TorchRuns()
        .resume(run, Optional.empty(), List.of("iterations=" + (done + 4)), RunListener.SILENT);
    assertLosses(losses(alone).subList(0, 8), losses(run).subList(0, 8), 2e-3);
    assertEquals(done + 4, losses(run).size());
  }

  @Test
  void aKilledProcessEndsAllAndARestartGoesOn() throws Exception {
    Path run = folder.resolve("killed");
    Process process = train(run, 2, "--restarts", "1", "iterations=20");
    await(process, run, 8);
    started(process).get(1).destroyForcibly();
    assertEquals(0, finish(process), output(run));
    String said = output(run);
    assertTrue(said.contains("mixsep: process 1 of 0..1 was ended by signal 9\n"), said);
    assertTrue(said.contains("mixsep: process 0 of 0..1 lost another one ("), said);
    assertTrue(said.contains("beginning again from the newest checkpoint; 0 restarts left"), said);
    assertEquals(20, losses(run).size(), "each iteration is logged once");
    assertTrue(Files.exists(run.resolve("evaluation.json")));
  }

  @Test
  void whatCannotBeSharedIsRefusedInOneLine() throws Exception {
    Path run = folder.resolve("refused");
    assertEquals(2, finish(train(run, 5)));
    assertEquals(
        "mixsep: batch=24: 5 processes take an equal part of every batch; say batch=20 or batch=25, or take another number of processes\n",
        output(run));
    assertFalse(Files.exists(run));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** As another process would, which a thread stands for here. */
  private static CompletableFuture<RunSummary> assist(Rendezvous rendezvous, RunConfig config) {
    return CompletableFuture.supplyAsync(
        () -> new TorchRuns().among(rendezvous).train(config, "x", RunListener.SILENT));
  }

  private static Rendezvous rendezvous(int rank, int port) {
    return new Rendezvous(
        rank, 2, rank, 2, new Rendezvous.Address("127.0.0.1", port, false, Optional.empty()));
  }

  @Test
  void processesOfOtherSettingsOrImagesHearWhatDiffers() throws Exception {
    for (String other : List.of("seed=2", "data.seed=5")) {
      int port = freePort();
      Path run = folder.resolve("differing");
      CompletableFuture<RunSummary> second = assist(rendezvous(1, port), config(other));
      InvalidInputException said =
          assertThrows(
              InvalidInputException.class,
              () ->
                  new TorchRuns()
                      .among(rendezvous(0, port))
                      .train(config("run=" + run), "x", RunListener.SILENT));
      assertTrue(
          said.getMessage()
              .startsWith("the processes differ: process 1 has " + other.replace('=', ' ')),
          said.getMessage());
      ExecutionException told = assertThrows(ExecutionException.class, second::get);
      assertEquals(said.getMessage(), told.getCause().getMessage());
      assertFalse(Files.exists(run));
    }
  }

  @Test
  @Tag("slow")
  void aStoppedProcessEndsAllAfterTheTimeout() throws Exception {
    Path run = folder.resolve("stopped");
    Process process = train(run, 2, "iterations=" + LONG, "processes.timeout=5");
    await(process, run, 7);
    long pid = started(process).get(0).pid();
    new ProcessBuilder("kill", "-STOP", Long.toString(pid)).start().waitFor();
    assertEquals(7, finish(process), output(run));
    assertTrue(output(run).contains("Timed out waiting 5000ms"), output(run));
    assertTrue(Files.exists(run.resolve("checkpoints/iteration-00000006.safetensors")));
  }

  @Test
  @Tag("slow")
  void anyNumberOfProcessesGoesOn() throws Exception {
    Path run = folder.resolve("numbers");
    assertEquals(0, finish(train(run, 2, "iterations=6")), output(run));
    List<List<Double>> found = new ArrayList<>();
    for (int processes = 1; processes <= 4; processes++) {
      Path copy = folder.resolve("numbers" + processes);
      try (Stream<Path> files = Files.walk(run)) {
        for (Path file : files.toList()) {
          Files.copy(file, copy.resolve(run.relativize(file).toString()));
        }
      }
      Process resumed =
          start(copy, "resume", copy.toString(), "--processes", "" + processes, "iterations=10");
      assertEquals(0, finish(resumed), output(copy));
      found.add(losses(copy));
    }
    for (List<Double> each : found) {
      assertEquals(10, each.size());
      assertLosses(found.get(0), each, 1e-3);
    }
  }
}
