package org.mixsep.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mixsep.app.images.DataSets;
import org.mixsep.app.model.TorchModels;
import org.mixsep.app.run.TorchRuns;

/** {@code mixsep reproduce relatives}, from tuning to ranking. */
class RelativesTest {
  private static final List<String> SMALL =
      List.of(
          "reproduce",
          "relatives",
          "--data=street-digits",
          "--only=hinge,focal",
          "--iterations=2",
          "network=resnet1",
          "batch=16",
          "data.train=60",
          "data.test=30",
          "threads=1",
          "precision=float32",
          "evaluate.every=0",
          "checkpoint.every=10");

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... more) {
    List<String> all = new ArrayList<>(SMALL);
    all.addAll(List.of(more));
    all.addAll(List.of("cache=" + folder.resolve("cache"), "--out=" + folder));
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    Console console =
        new Console(new PrintWriter(out), new PrintWriter(err), new Terminal(false, false, 80));
    return new Cli(new TorchRuns(), new TorchModels(), new DataSets(), console)
        .execute(all.toArray(String[]::new));
  }

  @Test
  void everyLossIsTunedByValidationWithTheSameBudgetAndRanked() throws IOException {
    assertEquals(0, run("--plan"), err::toString);
    assertTrue(out.toString().contains("15 runs, 15 to do"), out::toString);

    assertEquals(0, run(), err::toString);
    JsonNode experiment =
        new ObjectMapper().readTree(folder.resolve("relatives/experiment.json").toFile());
    assertEquals(3, experiment.path("arms").size());
    for (JsonNode arm : experiment.path("arms")) {
      JsonNode sweep =
          new ObjectMapper()
              .readTree(
                  folder
                      .resolve("relatives/tuning")
                      .resolve(arm.path("arm").asText())
                      .resolve("sweep.json")
                      .toFile());
      JsonNode candidates = sweep.path("candidates");
      assertEquals(4, candidates.size());
      JsonNode best = candidates.path(0);
      for (JsonNode other : candidates) {
        double error = other.path("validationError").asDouble();
        assertTrue(best.path("validationError").asDouble() <= error);
      }
      best.path("settings")
          .properties()
          .forEach(
              e -> assertEquals(e.getValue(), arm.path("settings").path(e.getKey()), e.getKey()));
    }
    String report = Files.readString(folder.resolve("relatives/report.md"));
    assertTrue(report.contains("Relatives: ranking"), report);
    assertTrue(report.contains("loss.focal.gamma="), report);

    assertEquals(0, run(), err::toString);
    assertFalse(err.toString().contains("run 1 of"), "everything was done before");
  }

  @Test
  void whatIsTunedIsNotSetForAll() {
    assertEquals(2, run("learningRate=0.1", "--plan"));
    assertTrue(err.toString().contains("relatives compares runs that differ in it"), err::toString);
  }
}
