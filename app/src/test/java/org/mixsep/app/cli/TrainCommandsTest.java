package org.mixsep.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mixsep.app.config.DataSettings;
import org.mixsep.app.config.NetworkSettings;
import org.mixsep.app.config.OutputSettings;
import org.mixsep.app.config.Presets;
import org.mixsep.app.config.TrainingSettings;
import org.mixsep.app.run.RunSummary;
import org.mixsep.app.run.RunSummary.OutputError;
import org.mixsep.training.Views;

/** What the commands about runs and their images ask for and print. */
class TrainCommandsTest {
  private final RecordedCli cli = new RecordedCli();
  private final StringWriter out = cli.out;
  private final StringWriter err = cli.err;
  private final RecordedRuns runs = cli.runs;

  @TempDir Path folder;

  @Test
  void trainResolvesItsSettingsAndPrintsTheResult() throws IOException {
    Path file = Files.writeString(folder.resolve("my.yaml"), "batch: 64\nseed: 3\n");
    String preset = "cifar10-resnet9-msn";
    int code =
        cli.run(
            "train",
            "--preset",
            preset,
            "--config=" + file,
            "data.dir=@x",
            "seed=4",
            "--iterations",
            "100",
            "--run",
            "there",
            "iterations=7");
    assertEquals(0, code, err::toString);
    assertEquals(preset, runs.preset);
    assertEquals("resnet9", runs.config.get(NetworkSettings.NAME).toString());
    assertEquals(64, runs.config.get(TrainingSettings.BATCH));
    assertEquals(4, runs.config.get(TrainingSettings.SEED));
    assertEquals(100, runs.config.get(TrainingSettings.ITERATIONS));
    assertEquals(Path.of("@x"), runs.config.get(DataSettings.DIR).orElseThrow());
    assertEquals(Path.of("there"), runs.config.get(OutputSettings.RUN).orElseThrow());
    assertEquals(
        """
        output   test error
        block 3     50.00 %%
        block 4      8.25 %%  <- the prediction

        100 iterations, 4000 test images, time 1:23
        run folder: %s
        """
            .formatted(RecordedRuns.SUMMARY.folder()),
        out.toString());
  }

  @Test
  void trainTakesTheDefaultPreset() {
    assertEquals(0, cli.run("train"), err::toString);
    assertEquals(Presets.named(Presets.DEFAULT).config(), runs.config);
    assertEquals(Presets.DEFAULT, runs.preset);
  }

  @Test
  void resumeTakesARunFolder() {
    assertEquals(0, cli.run("resume", "runs/a", "--checkpoint", "c"));
    assertEquals(List.of(Path.of("runs/a"), Path.of("c")), runs.folders);
    assertTrue(out.toString().contains("8.25 %"));
    assertEquals(0, cli.run("resume", "runs/a", "data.dir=x", "--iterations", "9"));
    assertEquals(List.of("data.dir=x", "iterations=9"), runs.settings);
  }

  @Test
  void runsAreCalledAfterTheirImages() {
    cli.run("train", "data=folder", "data.dir=/some/My photos/");
    assertEquals("My-photos", runs.preset);
    cli.run("train", "data=cifar10", "data.dir=x");
    assertEquals("cifar10", runs.preset);
    cli.run("train", "--preset", "cifar10-resnet3-ce", "data.dir=x");
    assertEquals("cifar10-resnet3-ce", runs.preset);
  }

  @Test
  void theValidationErrorStandsBesideTheTestError() {
    OutputError output =
        new OutputError("block 4", OptionalDouble.of(0.0725), 0.0825, OptionalDouble.empty(), true);
    String table = SummaryTable.of(summary(500, Views.NONE, output));
    assertTrue(table.contains("output   validation error  test error\n"), table);
    assertTrue(table.contains("block 4            7.25 %      8.25 %  <- the prediction\n"), table);
    assertTrue(table.contains("100 iterations, 500 validation and 4000 test images, "), table);
    assertFalse(SummaryTable.of(RecordedRuns.SUMMARY).contains("validation"));
  }

  @Test
  void theErrorByViewsStandsBesideThePlainOne() {
    OutputError output =
        new OutputError("block 4", OptionalDouble.empty(), 0.0825, OptionalDouble.of(0.08), true);
    String table = SummaryTable.of(summary(0, Views.MIRROR_SHIFT, output));
    assertTrue(table.contains("output   test error  by mirror-shift\n"), table);
    assertTrue(table.contains("block 4      8.25 %           8.00 %  <- the prediction\n"), table);
    assertFalse(SummaryTable.of(RecordedRuns.SUMMARY).contains("by "));
  }

  private static RunSummary summary(int validationImages, Views views, OutputError output) {
    return new RunSummary(
        Path.of("r"), 100, validationImages, 4000, views, List.of(output), Duration.ofSeconds(83));
  }

  @Test
  void dataShowTakesASetItsSettingsAndAFile() {
    assertEquals(0, cli.run("data", "show", "street-digits", "data.classes=100", "-o", "x.png"));
    assertEquals(100, runs.config.get(DataSettings.CLASSES));
    assertEquals(List.of(Path.of("x.png")), runs.folders);
    assertEquals(0, cli.run("data", "show", "street-digits"));
    assertEquals(Path.of("street-digits.png"), runs.folders.get(1));
    assertFalse(runs.preprocessed);
    assertEquals(0, cli.run("data", "show", "street-digits", "--preprocessed"));
    assertTrue(runs.preprocessed);
  }
}
