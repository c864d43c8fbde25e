package org.mixsep.app.runfolder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as earlier versions wrote them: read, and written again byte by byte. */
class RunFolderRecordsTest {
  private static final String STEPS =
      "{\"iteration\":10,\"loss\":1.5,\"between\":1.25,\"within\":41.2,\"threshold\":0.5,"
          + "\"learningRate\":0.0191,\"trainError\":63.505,\"gradientNorm\":0.54,"
          + "\"weightChange\":0.129,\"pairs\":199.2,\"imagesPerSecond\":585.9,\"seconds\":34.1,"
          + "\"modules\":[{\"block\":3,\"between\":1.0,\"within\":40.0,\"threshold\":0.25},"
          + "{\"block\":4,\"between\":1.5,\"within\":42.0,\"threshold\":0.5,"
          + "\"classDistance\":{\"min\":0.7,\"mean\":2.4,\"max\":3.8}}]}";

  private static final String ERRORS =
      "{\"iteration\":10,\"averaged\":true,\"validation\":{\"block4\":9.5,\"mean\":9.0,\"images\":"
          + "200},\"test\":{\"block4\":10.67,\"mean\":10.5,\"images\":10000}}";

  private static final String RESULT =
      """
      {
        "iterations" : 200,
        "parameters" : 1971338,
        "seconds" : 887.044,
        "averaged" : true,
        "validation" : {
          "block4" : 9.5,
          "mean" : 9.0,
          "images" : 200
        },
        "test" : {
          "block4" : 10.67,
          "mean" : 10.5,
          "images" : 10000
        },
        "labelNoise" : {
          "share" : 0.25,
          "wrong" : 21,
          "images" : 84
        },
        "versions" : "mixsep 0.1.0",
        "commit" : "5fca138",
        "finished" : "2026-11-29T13:17:04Z",
        "host" : {
          "name" : "one",
          "system" : "Linux amd64",
          "processor" : "some",
          "cores" : 2,
          "description" : "some, 2 cores, Linux amd64"
        },
        "data" : {
          "train" : "e76be5",
          "test" : "3d3636",
          "validation" : "00ff00"
        },
        "config" : {
          "data.name" : "cifar10",
          "batch" : "2000"
        },
        "views" : {
          "views" : "mirror",
          "averaged" : true,
          "test" : {
            "block4" : 10.0,
            "mean" : 9.75,
            "images" : 10000
          }
        }
      }
      """;

  private static final String STATE =
      """
      {
        "state" : "diverged",
        "pid" : 4711,
        "started" : "2026-11-29T13:02:11.730Z",
        "iteration" : 7,
        "message" : "why"
      }
      """;

  private static final String EVALUATION =
      "{\"iteration\":200,\"set\":\"cifar10\",\"images\":8,\"checksum\":\"3d3636\",\"output\":"
          + "\"block4\",\"space\":\"logits of block 4\",\"classes\":[\"cat\",\"dog\"],"
          + "\"calibrationError\":0.03,\"confusion\":[[0,0,3],[0,1,1],[1,1,4]],"
          + "\"distances\":{\"within\":1.5,\"between\":3.0,\"classes\":"
          + "[{\"within\":1.25,\"nearest\":1,\"between\":3.0},"
          + "{\"within\":1.75,\"nearest\":0,\"between\":3.0}]},"
          + "\"plane\":{\"share\":[0.75,0.25],\"points\":[[1.0,-2.5,0],[-3.0,0.125,1]]},"
          + "\"mistakes\":[{\"index\":5,\"true\":0,\"predicted\":1,\"probability\":0.9,"
          + "\"png\":\"iVBORw0KGgo=\"}],\"views\":{\"views\":\"mirror\",\"test\":"
          + "{\"block4\":12.5,\"mean\":12.5,\"images\":8}}}\n";

  private static final String EXPERIMENT =
      """
      {
        "item" : "fig3",
        "inPaper" : "Fig. 3",
        "title" : "t",
        "command" : "mixsep reproduce fig3",
        "departures" : [ ],
        "arms" : [ {
          "row" : "r",
          "arm" : "msl",
          "settings" : {
            "loss.within.weight" : "1"
          },
          "paper" : {
            "percent" : 7.07,
            "at" : "Fig. 3"
          },
          "runs" : [ {
            "seed" : 1,
            "folder" : "../runs/x"
          } ]
        }, {
          "row" : "r",
          "arm" : "ce",
          "runs" : [ ]
        } ]
      }
      """;

  @TempDir Path folder;

  private RunFolder with(Path file, String text) throws IOException {
    Files.writeString(file, text);
    return new RunFolder(folder);
  }

  @Test
  void everyFileIsReadAndWrittenAsItWas() throws IOException {
    RunFolder run = with(folder.resolve("result.json"), RESULT);
    run.write(RunResult.read(folder));
    assertEquals(RESULT, Files.readString(run.result()));

    with(run.state(), STATE);
    RunState.read(folder).orElseThrow().write(folder);
    assertEquals(STATE, Files.readString(run.state()));

    with(run.evaluation(), EVALUATION);
    assertEquals(EVALUATION, Json.line(EvaluationRecord.read(folder)) + "\n");

    with(ExperimentFile.in(folder), EXPERIMENT);
    ExperimentFile.read(folder).write(folder);
    assertEquals(EXPERIMENT, Files.readString(ExperimentFile.in(folder)));

    for (String line : List.of(STEPS, ERRORS)) {
      assertEquals(line, MetricsLine.parse(line).orElseThrow().text());
    }
  }

  @Test
  void whatEarlierVersionsDidNotWriteIsNotThere() throws IOException {
    with(folder.resolve("result.json"), "{\"iterations\":5,\"test\":{\"block4\":8},\"later\":[1]}");
    RunResult result = RunResult.read(folder);
    assertEquals(8, result.errors().test().percent("block4").orElseThrow());
    assertTrue(result.errors().validation().isEmpty() && result.errors().test().images() == 0);
    assertEquals(
        List.of("", "", ""), List.of(result.versions(), result.commit(), result.finished()));
    assertTrue(result.host().isEmpty() && result.config().isEmpty() && result.views().isEmpty());
    assertEquals("", result.data().test());
    with(
        new RunFolder(folder).evaluation(),
        EVALUATION.replaceAll("\"(checksum|calibrationError)\":[^,]*,", ""));
    EvaluationRecord evaluation = EvaluationRecord.read(folder);
    assertTrue(evaluation.checksum().isEmpty() && evaluation.calibrationError().isEmpty());
  }

  @Test
  void whatIsNoSuchFileIsRefused() throws IOException {
    RunFolder run = with(folder.resolve("result.json"), "null");
    assertThrows(IOException.class, () -> RunResult.read(folder));
    for (String bad : List.of("[0,2,1]", "[0,\"1\",1]", "[0,1.5,1]", "[0,1]", "{}")) {
      with(run.evaluation(), EVALUATION.replace("[0,1,1]", bad));
      assertThrows(IOException.class, () -> EvaluationRecord.read(folder), bad);
    }
    for (String bad : List.of("\"started\" : \"now\"", "\"pid\" : \"4711\"", "\"state\" : \"?\"")) {
      String key = bad.substring(0, bad.indexOf(':'));
      with(run.state(), STATE.replaceAll(key + ": [^,]*", bad));
      assertEquals(Optional.empty(), RunState.read(folder), bad);
    }
  }

  @Test
  void numbersThatAreNoneAreLeftOutOfALineAlone() {
    String text =
        STEPS.replace("1.5,\"between\":1.25", "\"NaN\",\"between\":null").replace("40.0", "{}");
    StepLine line = (StepLine) MetricsLine.parse(text).orElseThrow();
    assertTrue(line.value(Metric.LOSS).isEmpty() && line.value(Metric.BETWEEN).isEmpty());
    assertTrue(line.value(3, ModuleMetric.WITHIN).isEmpty());
    assertEquals(42, line.value(4, ModuleMetric.WITHIN).orElseThrow());
    assertTrue(line.value(1, ModuleMetric.WITHIN).isEmpty(), "no such module");
    for (String none : List.of("", "{}", "[1]", STEPS + "}", "{\"iteration\":1}", ERRORS + STEPS)) {
      assertEquals(Optional.empty(), MetricsLine.parse(none), none);
    }
  }

  @Test
  void tensorBoardShowsTheSameNumbers() {
    assertEquals(
        Map.of(
            "validation/error/block4", 9.5,
            "validation/error/mean", 9.0,
            "test/error/block4", 10.67,
            "test/error/mean", 10.5),
        MetricsLine.parse(ERRORS).orElseThrow().scalars());
    Map<String, Double> steps = MetricsLine.parse(STEPS).orElseThrow().scalars();
    assertEquals(63.505, steps.get("train/error"));
    assertEquals(0.0191, steps.get("learningRate"));
    assertEquals(40.0, steps.get("train/within/block3"));
    assertEquals(3.8, steps.get("classDistance/max/block4"));
    assertEquals(10 + 3 + 6, steps.size(), steps.toString());
  }

  /** Two metrics of one name would overwrite each other in files and on pages. */
  @Test
  void noTwoMetricsHaveOneName() {
    distinct(Arrays.stream(Metric.values()).map(Metric::key));
    distinct(Arrays.stream(ModuleMetric.values()).map(ModuleMetric::key));
    distinct(
        Stream.concat(
            Arrays.stream(Metric.values()).flatMap(metric -> metric.tag().stream()),
            Arrays.stream(ModuleMetric.values()).map(metric -> metric.tag("block4"))));
    distinct(
        Stream.concat(
                Arrays.stream(Metric.values()).flatMap(metric -> metric.plot().stream()),
                Arrays.stream(HeldOut.values()).map(HeldOut::overlaid))
            .map(Plot::title));
  }

  private static void distinct(Stream<String> names) {
    Set<String> seen = new HashSet<>();
    names.forEach(name -> assertTrue(seen.add(name), name));
  }
}
