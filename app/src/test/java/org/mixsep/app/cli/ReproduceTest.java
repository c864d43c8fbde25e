package org.mixsep.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mixsep.app.images.DataSets;
import org.mixsep.app.model.TorchModels;
import org.mixsep.app.run.TorchRuns;

/** Small experiments from the command line to the report, with real training. */
class ReproduceTest {
  /** Of street-digits in 100 classes; the within-class loss alone is driven out of the numbers. */
  private static final List<String> TABLE3 =
      List.of(
          "reproduce",
          "table3",
          "--data=street-digits",
          "--iterations=6",
          "--only=64",
          "--seeds=1..2",
          "network=resnet1",
          "data.train=150",
          "data.test=60",
          "preprocess=standardize",
          "threads=1",
          "precision=float32",
          "log.every=2",
          "evaluate.every=3");

  private static final List<String> FIG1 =
      List.of(
          "reproduce",
          "fig1",
          "data=street-digits",
          "network=resnet1",
          "batch=16",
          "data.train=150",
          "data.test=60",
          "preprocess=standardize",
          "threads=1",
          "precision=float32",
          "log.every=1",
          "evaluate.every=0",
          "checkpoint.every=10");

  private static final String DIVERGES = "loss.within.weight=1e38";

  @TempDir static Path cache;
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(List<String> arguments, String... more) {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of(more));
    all.addAll(List.of("cache=" + cache, "--out=" + folder));
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return cli().execute(all.toArray(String[]::new));
  }

  private Cli cli() {
    Console console =
        new Console(new PrintWriter(out), new PrintWriter(err), new Terminal(false, false, 80));
    return new Cli(new TorchRuns(), new TorchModels(), new DataSets(), console);
  }

  @Test
  void aPlanTellsWhatThereIsToDoAndDoesNothing() throws IOException {
    String network = "network=resnet2"; // which no other test has measured
    assertEquals(0, run(TABLE3, "--plan", network), err::toString);
    String plan = out.toString();
    assertTrue(plan.startsWith("Reduced or changed, paper → here: data.name cifar100 → "), plan);
    assertTrue(plan.contains("\ntable3: batch 64, MSL on block 4, seed 2 "), plan);
    assertTrue(plan.contains("\n4 runs, 4 to do, about 0:"), plan);
    assertTrue(err.toString().contains("measuring the speed of resnet2"), err::toString);
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(0, files.count());
    }
    assertEquals(0, run(TABLE3, "--plan", network));
    assertFalse(err.toString().contains("measuring"), "measured once");
  }

  @Test
  void finishedRunsAreReportedAndNotDoneAgain() throws IOException {
    assertEquals(0, run(TABLE3, "loss.within.weight=0.001"), err::toString);
    String page = Files.readString(folder.resolve("table3/report.html"));
    String markdown = Files.readString(folder.resolve("table3/report.md"));
    assertTrue(page.contains("Table 3: batch sizes"), "in the page");
    for (String table : markdown.split("(?m)^### ")) {
      if (table.startsWith("Table 3: ")) {
        assertTrue(table.contains("**Reduced or changed, paper → here: "), table);
      }
    }
    List<Double> ce = errors("-ce-");
    List<Double> msl = errors("-msl-");
    String first = "| batch 64 | cross-entropy | 31.82 | %.2f ± ".formatted(mean(ce));
    assertTrue(markdown.contains(first), markdown);
    assertTrue(out.toString().contains(first), "printed as well");
    String difference = "| +0.01 | 1, 2 |"; // the paper's
    assertTrue(markdown.contains(difference), markdown);
    assertTrue(markdown.contains(" | %+.2f | ".formatted(mean(msl) - mean(ce))), markdown);
    assertTrue(markdown.contains("best on test, %: what the paper may have reported"));
    assertTrue(markdown.contains("| command | mixsep reproduce table3 --data=street-digits "));

    assertTrue(
        markdown.contains("\n- curves, pictures, classes and confusions are of seed 1 alone\n"),
        markdown);
    assertTrue(page.contains("{\"name\":\"batch 64, MSL on block 4, seed 1\""), "drawn");
    assertFalse(page.contains("{\"name\":\"batch 64, MSL on block 4, seed 2\""), "not drawn");

    List<FileTime> before = results();
    assertEquals(0, run(TABLE3, "loss.within.weight=0.001"), err::toString);
    assertTrue(out.toString().contains("\n4 runs, 0 to do"), out::toString);
    assertEquals(before, results());

    assertEquals(0, cli().execute("report", folder.resolve("table3").toString(), "--markdown"));
    assertTrue(out.toString().endsWith(markdown), "the report can be had again");
  }

  @Test
  void aDivergedRunDoesNotStopTheOthersAndIsNotTriedAgain() throws IOException {
    assertEquals(3, run(TABLE3, DIVERGES), err::toString);
    String markdown = Files.readString(folder.resolve("table3/report.md"));
    assertTrue(markdown.contains("| batch 64 | MSL on block 4 | 31.83 | – | 1, 2 diverged | – |"));
    assertTrue(markdown.contains("diverged after "), markdown);
    assertEquals(2, errors("-ce-").size());
    assertTrue(err.toString().contains("diverged, the others go on: iteration "), err::toString);

    assertEquals(3, run(TABLE3, DIVERGES), err::toString);
    assertFalse(err.toString().contains("run folder"), "nothing was begun again");
    assertTrue(out.toString().contains("diverged\n"), out::toString);
  }

  @Test
  void resultsTellWithWhatTheyWereMade() throws IOException {
    assertEquals(0, run(FIG1, "iterations=6"), err::toString);
    JsonNode result = new ObjectMapper().readTree(files("result.json").get(0).toFile());
    assertEquals("6", result.path("config").path("iterations").asText());
    assertEquals(64, result.path("data").path("train").asText().length());
    assertEquals(64, result.path("data").path("test").asText().length());
    assertTrue(result.path("commit").asText().matches("[0-9a-f]{40}|unknown"));
    assertTrue(result.path("host").path("cores").asInt() > 0);
    assertFalse(result.path("host").path("processor").asText().isEmpty());
    assertTrue(result.path("versions").asText().contains("libtorch"));
    assertTrue(Instant.parse(result.path("finished").asText()).isBefore(Instant.now()));
  }

  @Test
  void anInterruptedRunGoesOnWhereItsCheckpointIs() throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx1g", "-cp", System.getProperty("java.class.path")));
    command.add(Main.class.getName());
    command.addAll(FIG1);
    command.addAll(List.of("iterations=200", "cache=" + cache, "--out=" + folder));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    while (files("iteration-00000020.safetensors").isEmpty()) {
      boolean ended = process.waitFor(5, TimeUnit.MILLISECONDS);
      assertFalse(ended, () -> "ended early: " + process.exitValue());
    }
    process.destroyForcibly();
    assertTrue(process.waitFor(1, TimeUnit.MINUTES));
    assertTrue(files("result.json").isEmpty(), "killed in the middle");

    assertEquals(0, run(FIG1, "iterations=200"), err::toString);
    assertTrue(out.toString().matches("(?s).* at \\d+0\n.*1 run, 1 to do.*"), out::toString);
    List<String> steps =
        Files.readAllLines(files("metrics.jsonl").get(0)).stream()
            .filter(line -> line.contains("\"loss\""))
            .toList();
    assertEquals(200, steps.size(), "every iteration once");
  }

  @Test
  void refusalsAreOneLine() {
    assertEquals(2, run(List.of("reproduce", "fig2")));
    assertEquals(1, err.toString().lines().count(), err::toString);
    assertEquals(2, run(List.of("reproduce", "iterations=4")));
    assertTrue(err.toString().contains("name an item, such as fig3, or all"), err::toString);
    assertEquals(2, run(List.of("reproduce", "fig3")));
    assertTrue(err.toString().contains("mixsep data fetch cifar10"), err::toString);
    assertEquals(2, run(List.of("reproduce", "all")));
    assertTrue(err.toString().contains("left out: fig7: "), err::toString);
    assertEquals(2, run(List.of("reproduce", "all", "--only=nin")));
    assertTrue(err.toString().endsWith("nothing is left to run: the lines above say why\n"));
  }

  private List<Double> errors(String kind) throws IOException {
    List<Double> errors = new ArrayList<>();
    for (Path file : files("result.json")) {
      if (file.toString().contains(kind)) {
        errors.add(new ObjectMapper().readTree(file.toFile()).at("/test/block4").asDouble());
      }
    }
    return errors;
  }

  private List<FileTime> results() throws IOException {
    List<FileTime> times = new ArrayList<>();
    for (Path file : files("result.json")) {
      times.add(Files.getLastModifiedTime(file));
    }
    assertEquals(4, times.size());
    return times;
  }

  private List<Path> files(String name) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.endsWith(name)).sorted().toList();
    } catch (UncheckedIOException e) {
      return List.of(); // another process moved a file meanwhile
    }
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }
}
