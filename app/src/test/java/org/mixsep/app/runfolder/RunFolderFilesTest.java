package org.mixsep.app.runfolder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mixsep.app.config.ConfigSources;
import org.mixsep.app.model.Models.ModelSource;
import org.mixsep.app.model.TorchModels;
import org.mixsep.app.run.RunListener;
import org.mixsep.app.run.RunSummary;
import org.mixsep.app.run.StepProgress;
import org.mixsep.app.run.TorchRuns;
import org.mixsep.app.runfolder.RunState.Phase;
import org.mixsep.data.ImageSet;
import org.mixsep.drawing.StreetDigits;
import org.mixsep.training.NonFiniteException;

/** What small real runs leave for reports and the dashboard, and how they are asked to stop. */
class RunFolderFilesTest {
  private static final int TEST_IMAGES = 60;

  @TempDir Path folder;

  private RunSummary train(Path run, LongConsumer atIteration, String... settings) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "iterations=6",
                "data.train=64",
                "data.test=" + TEST_IMAGES,
                "network=resnet1",
                "modules=4",
                "batch=16",
                "log.every=1",
                "threads=1",
                "precision=float32",
                "run=" + run,
                "cache=" + folder.resolve("cache")));
    all.addAll(List.of(settings));
    return new TorchRuns()
        .train(
            ConfigSources.resolve("street-digits", Optional.empty(), all),
            "x",
            listener(atIteration));
  }

  private static RunListener listener(LongConsumer atIteration) {
    return new RunListener() {
      @Override
      public void message(String line) {}

      @Override
      public void progress(StepProgress progress) {
        atIteration.accept(progress.iteration());
      }
    };
  }

  private static JsonNode json(Path file) throws IOException {
    return new ObjectMapper().readTree(file.toFile());
  }

  @Test
  void theLastErrorsAreRecordedOnceWhereverTheRunEnds() throws IOException {
    for (int every : new int[] {0, 4, 3}) {
      Path run = folder.resolve("every" + every);
      train(run, i -> {}, "evaluate.every=" + every);
      new TorchRuns().resume(run, Optional.empty(), listener(i -> {}));
      List<Integer> measured = new ArrayList<>();
      for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
        JsonNode json = new ObjectMapper().readTree(line);
        if (json.has("test")) {
          measured.add(json.path("iteration").asInt());
        }
      }
      assertEquals(every == 0 ? List.of(6) : List.of(every, 6), measured);
    }
  }

  @Test
  void theEvaluationHoldsWhatTheTestErrorsCountAndTheImagesThemselves() throws IOException {
    Path run = folder.resolve("run");
    train(run, i -> assertTrue(RunState.read(run).orElseThrow().trains(), "it says so itself"));
    assertEquals(Phase.FINISHED, RunState.read(run).orElseThrow().phase());
    JsonNode found = json(run.resolve("evaluation.json"));
    assertEquals("block4", found.path("output").asText());
    int images = 0;
    int wrong = 0;
    for (JsonNode cell : found.path("confusion")) {
      images += cell.get(2).asInt();
      wrong += cell.get(0).equals(cell.get(1)) ? 0 : cell.get(2).asInt();
    }
    assertEquals(TEST_IMAGES, images);
    double error = json(run.resolve("result.json")).at("/test/block4").asDouble();
    assertEquals(error, 100.0 * wrong / images, 1e-9);
    assertEquals(TEST_IMAGES, found.at("/plane/points").size());
    assertTrue(found.at("/distances/between").asDouble() > 0);

    ImageSet test = new StreetDigits(1, 10).test(TEST_IMAGES);
    assertEquals(Math.min(24, wrong), found.path("mistakes").size());
    for (JsonNode mistake : found.path("mistakes")) {
      int index = mistake.path("index").asInt();
      assertEquals(test.label(index), mistake.path("true").asInt());
      byte[] pixels = new byte[test.shape().values()];
      test.read(index, pixels);
      BufferedImage picture =
          ImageIO.read(new ByteArrayInputStream(mistake.path("png").binaryValue()));
      int rgb = picture.getRGB(5, 9);
      int at = 9 * test.shape().width() + 5;
      assertEquals(pixels[at], (byte) (rgb >> 16), "red");
      assertEquals(pixels[2 * 32 * 32 + at], (byte) rgb, "blue");
    }
  }

  @Test
  void evaluateWritesTheSameAgainButNotForOtherImages() throws IOException {
    Path run = folder.resolve("run");
    train(run, i -> {});
    Path file = run.resolve("evaluation.json");
    JsonNode before = json(file);
    Files.delete(file);
    evaluate(run, "data.test=20");
    assertFalse(Files.exists(file), "other images");
    evaluate(run, "threads=1");
    assertEquals(before, json(file));
  }

  private static void evaluate(Path run, String setting) {
    new TorchModels()
        .evaluate(new ModelSource(run, Optional.empty(), List.of(setting)), line -> {});
  }

  @Test
  void aStopFileEndsTheRunAfterACheckpointAndResumeGoesOn() {
    Path run = folder.resolve("run");
    RunSummary stopped =
        train(
            run,
            i -> {
              if (i == 3) {
                StopFile.request(run);
              }
            },
            "iterations=1000000");
    assertTrue(stopped.outputs().isEmpty());
    RunState state = RunState.read(run).orElseThrow();
    assertEquals(Phase.STOPPED, state.phase());
    assertFalse(state.trains());
    assertEquals(stopped.iteration(), state.iteration());
    assertTrue(Files.exists(new RunFolder(run).checkpoints().file(stopped.iteration())));

    RunSummary again =
        new TorchRuns()
            .resume(
                run,
                Optional.empty(),
                listener(
                    i -> {
                      if (i == stopped.iteration() + 2) {
                        StopFile.request(run);
                      }
                    }));
    assertTrue(again.iteration() >= stopped.iteration() + 2, "the old request is forgotten");
  }

  @Test
  void aLossThatIsNotFiniteIsRemembered() {
    Path run = folder.resolve("run");
    NonFiniteException thrown =
        assertThrows(
            NonFiniteException.class,
            () -> train(run, i -> {}, "learningRate=1e30", "iterations=50"));
    RunState state = RunState.read(run).orElseThrow();
    assertEquals(Phase.DIVERGED, state.phase());
    assertEquals(thrown.getMessage(), state.message());
  }

  /** The loss of the last step was finite, what the step made of the weights was not. */
  @Test
  void weightsThatAreNotFiniteAreNotSaved() {
    Path run = folder.resolve("run");
    NonFiniteException thrown =
        assertThrows(
            NonFiniteException.class,
            () -> train(run, i -> {}, "learningRate=1e38", "momentum=0", "iterations=1"));
    RunState state = RunState.read(run).orElseThrow();
    assertEquals(Phase.DIVERGED, state.phase());
    assertEquals(thrown.getMessage(), state.message());
    assertFalse(Files.exists(run.resolve("result.json")));
  }

  @Test
  void aCrashedProcessAndOneThatGotItsNumberDoNotTrain() throws IOException {
    RunState own = RunState.now(Phase.TRAINING, 1, "");
    assertTrue(own.trains());
    Instant earlier = own.started().minusSeconds(10);
    assertFalse(new RunState(Phase.TRAINING, own.pid(), earlier, 1, "").trains());
    Files.writeString(folder.resolve("state.json"), "{\"state\":\"train");
    assertTrue(RunState.read(folder).isEmpty());
    assertTrue(RunState.read(folder.resolve("none")).isEmpty());
  }
}
