package org.mixsep.app.dashboard;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.mixsep.app.config.ConfigSources;
import org.mixsep.app.run.RunListener;
import org.mixsep.app.run.RunSummary;
import org.mixsep.app.run.StepProgress;
import org.mixsep.app.run.TorchRuns;
import org.mixsep.app.runfolder.StopFile;
import org.mixsep.training.Checkpoint;
import org.mixsep.training.CheckpointFolder;

/** The real training of a small network in another thread, far from its end until it is stopped. */
final class Training implements AutoCloseable {
  private static final RunListener SILENT =
      new RunListener() {
        @Override
        public void message(String line) {}

        @Override
        public void progress(StepProgress progress) {}
      };

  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final Path root;
  private Path run;
  private Future<RunSummary> result;

  Training(Path root) {
    this.root = root;
  }

  /** Begins a run that records every fifth iteration. */
  void begin(String name) {
    run = root.resolve(name);
    List<String> settings =
        List.of(
            "iterations=1000000",
            "data.train=64",
            "data.test=40",
            "network=resnet1",
            "modules=4",
            "batch=16",
            "log.every=5",
            "evaluate.every=50",
            "threads=1",
            "precision=float32",
            "run=" + run,
            "cache=" + root.resolve(".cache"));
    result =
        thread.submit(
            () ->
                new TorchRuns()
                    .train(
                        ConfigSources.resolve("street-digits", Optional.empty(), settings),
                        name,
                        SILENT));
  }

  void resume(String name) {
    run = root.resolve(name);
    result = thread.submit(() -> new TorchRuns().resume(run, Optional.empty(), SILENT));
  }

  /** What came of the run begun or resumed last. */
  Future<RunSummary> result() {
    return result;
  }

  /** The iteration that a run can be resumed from. */
  static long lastCheckpoint(Path run) {
    Checkpoint newest = new CheckpointFolder(run.resolve("checkpoints")).readNewest();
    return newest.iteration();
  }

  /** Ends what still goes on. */
  @Override
  public void close() throws InterruptedException {
    if (!result.isDone()) {
      StopFile.request(run);
    }
    thread.shutdown();
    thread.awaitTermination(1, TimeUnit.MINUTES);
  }
}
