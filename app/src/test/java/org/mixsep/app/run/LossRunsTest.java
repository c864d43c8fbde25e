package org.mixsep.app.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mixsep.app.config.ConfigSources;
import org.mixsep.app.model.ModelEvaluation;
import org.mixsep.app.model.Models.ExportFormat;
import org.mixsep.app.model.Models.ModelSource;
import org.mixsep.app.model.TorchModels;

/** Runs of losses that change what a module is: trained, resumed, used and exported. */
class LossRunsTest {
  private static final RunListener SILENT =
      new RunListener() {
        @Override
        public void message(String line) {}

        @Override
        public void progress(StepProgress progress) {}
      };

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "loss=l-softmax loss.l-softmax.fitted=on",
        "loss=arcface loss.arcface.scale=10 loss.within.add=on loss.within.weight=0.001",
        "loss=multi-loss network=nin loss.multi-loss.warmup=2",
        "loss=triplet loss.triplet.embeddings=logits",
      })
  void whatTrainingFoundIsWhatTheCheckpointSays(String loss) throws Exception {
    Path run = folder.resolve("run");
    List<String> settings =
        new java.util.ArrayList<>(
            List.of(
                "network=resnet1",
                "modules=config2",
                "iterations=4",
                "data.train=48",
                "data.test=30",
                "batch=16",
                "threads=1",
                "checkpoint.every=3",
                "run=" + run,
                "cache=" + folder.resolve("cache")));
    settings.addAll(List.of(loss.split(" ")));
    TorchRuns runs = new TorchRuns();
    RunSummary trained =
        runs.train(ConfigSources.resolve("street-digits", Optional.empty(), settings), "x", SILENT);
    TorchModels models = new TorchModels();
    ModelSource source = new ModelSource(run, Optional.empty(), List.of());
    ModelEvaluation found = models.evaluate(source, SILENT::message);
    for (int i = 0; i < found.outputs().size(); i++) {
      assertEquals(
          trained.outputs().get(i).testError(),
          found.outputs().get(i).statistics().error(),
          1e-9,
          found.outputs().get(i).name());
    }
    List<Path> checkpoints;
    try (var files = Files.list(run.resolve("checkpoints"))) {
      checkpoints = files.sorted().toList();
    }
    RunSummary resumed = runs.resume(run, Optional.of(checkpoints.get(0)), SILENT);
    assertEquals(trained.outputs(), resumed.outputs());
    for (ExportFormat format : ExportFormat.values()) {
      Path file = folder.resolve("model." + format);
      models.export(source, format, file);
      assertTrue(Files.size(file) > 1000);
    }
  }
}
