package org.mixsep.app.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.mixsep.InvalidInputException;
import org.mixsep.app.config.Catalogue;
import org.mixsep.app.config.DataFolders;
import org.mixsep.app.config.FlatYaml;
import org.mixsep.app.config.NetworkSettings;
import org.mixsep.app.config.OutputSettings;
import org.mixsep.app.config.Prediction;
import org.mixsep.app.config.RunConfig;
import org.mixsep.app.config.TrainingSettings;
import org.mixsep.app.config.WeightsFolders;
import org.mixsep.app.images.ContactSheets;
import org.mixsep.app.images.Images;
import org.mixsep.app.run.RunSummary.OutputError;
import org.mixsep.app.runfolder.CheckpointKeys;
import org.mixsep.app.runfolder.Evaluations;
import org.mixsep.app.runfolder.Host;
import org.mixsep.app.runfolder.MeasuredErrors;
import org.mixsep.app.runfolder.RunFolder;
import org.mixsep.app.runfolder.RunResult;
import org.mixsep.app.runfolder.RunResult.NoisyLabels;
import org.mixsep.app.runfolder.RunState;
import org.mixsep.app.runfolder.RunState.Phase;
import org.mixsep.app.runfolder.StopFile;
import org.mixsep.app.runfolder.Versions;
import org.mixsep.app.runfolder.ViewErrors;
import org.mixsep.app.wiring.Wiring;
import org.mixsep.data.ImageSet;
import org.mixsep.data.LabelNoise;
import org.mixsep.training.Checkpoint;
import org.mixsep.training.CheckpointFolder;
import org.mixsep.training.Evaluation;
import org.mixsep.training.NonFiniteException;
import org.mixsep.training.Views;

/** Runs on libtorch, in this process. */
public final class TorchRuns implements Runs {
  private static final Path RUNS = Path.of("runs");

  private final DataFolders folders;

  /**
   * @param folders where fetched image sets lie
   */
  public TorchRuns(DataFolders folders) {
    this.folders = folders;
  }

  /** With image sets in their usual places. */
  public TorchRuns() {
    this(new DataFolders());
  }

  @Override
  public RunSummary train(RunConfig config, String preset, RunListener listener) {
    RunConfig started = new WeightsFolders().located(config);
    RunConfig resolved = Wiring.resolve(folders.located(started)).forRunFolder();
    RunFolder folder =
        config
            .get(OutputSettings.RUN)
            .map(RunFolder::create)
            .orElseGet(() -> RunFolder.next(RUNS, preset));
    try {
      return go(folder, resolved, null, listener);
    } catch (RuntimeException | Error e) {
      folder.discardUnlessBegun();
      throw e;
    }
  }

  @Override
  public RunSummary resume(
      Path run, Optional<Path> from, List<String> settings, RunListener listener) {
    RunFolder folder = RunFolder.open(run);
    Checkpoint checkpoint = read(folder, from);
    RunConfig written = FlatYaml.read(folder.config());
    RunConfig begun = checkpoint == null ? written : config(folder, checkpoint);
    Resumption resumption = Resumption.of(begun, written, settings, folder.config());
    if (checkpoint != null) {
      resumption.requireFrom(checkpoint.iteration());
      resumption.announcement(checkpoint.iteration()).ifPresent(listener::message);
      from.ifPresent(file -> folder.checkpoints().setAsideAfter(checkpoint.iteration()));
    }
    RunConfig config = folders.located(resumption.config());
    return go(folder, config.forRunFolder(), checkpoint, listener);
  }

  @Override
  public void showData(RunConfig asked, Path image, boolean preprocessed, RunListener listener) {
    RunConfig config = folders.located(asked);
    listener.message("reading images");
    ImageSet images = Images.of(config, Images.Split.TRAIN, listener::message);
    if (preprocessed) {
      listener.message("preprocessing images");
      ContactSheets.writePairs(config, images, image);
    } else {
      ContactSheets.write(images, image);
    }
  }

  private static Checkpoint read(RunFolder folder, Optional<Path> from) {
    if (from.isPresent()) {
      return Checkpoint.read(from.get());
    }
    CheckpointFolder checkpoints = folder.checkpoints();
    return checkpoints.newestFirst().isEmpty() ? null : checkpoints.readNewest();
  }

  private static RunConfig config(RunFolder folder, Checkpoint checkpoint) {
    return FlatYaml.parse(checkpoint.text(CheckpointKeys.CONFIG), folder.path() + "'s checkpoint");
  }

  private static RunSummary go(
      RunFolder folder, RunConfig asked, Checkpoint from, RunListener listener) {
    try (FileChannel lock = folder.lock()) {
      listener.message("run folder " + folder.path());
      listener.message("preparing images");
      new StopFile(folder.path()).clear();
      try (Session session = new Session(asked, from, listener::message)) {
        RunConfig config = session.config();
        if (from == null || !config.equals(FlatYaml.read(folder.config()))) {
          folder.begin(config);
        }
        if (session.trainer().iteration() < config.get(TrainingSettings.ITERATIONS)) {
          folder.setResultAside(session.trainer().iteration());
        }
        folder.dropMetricsAfter(session.trainer().iteration());
        double before = from == null ? 0 : from.seconds();
        RecordedTraining loop = new RecordedTraining(session, folder, listener, before);
        state(session, Phase.TRAINING, "").write(folder.path());
        return toItsEnd(folder, session, loop, listener);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RunSummary toItsEnd(
      RunFolder folder, Session session, RecordedTraining loop, RunListener listener) {
    try {
      loop.run();
      if (session.trainer().iteration() < session.config().get(TrainingSettings.ITERATIONS)) {
        return summary(folder, session, loop.seconds(), null, Optional.empty());
      }
      Evaluations evaluations = session.evaluate();
      loop.recordLast(evaluations);
      Optional<Evaluations> byViews = session.evaluateViews();
      RunSummary summary = summary(folder, session, loop.seconds(), evaluations, byViews);
      folder.write(result(session, summary, evaluations, byViews));
      session.recordEvaluation(folder, byViews, listener);
      session.recordTemperature(folder);
      state(session, Phase.FINISHED, "").write(folder.path());
      return summary;
    } catch (RuntimeException | Error e) {
      Phase phase = e instanceof NonFiniteException ? Phase.DIVERGED : Phase.FAILED;
      try {
        state(session, phase, String.valueOf(e.getMessage())).write(folder.path());
      } catch (InvalidInputException second) {
        e.addSuppressed(second); // a full disk: what failed first is the reason
      }
      throw e;
    }
  }

  private static RunState state(Session session, Phase phase, String message) {
    return RunState.now(phase, session.trainer().iteration(), message);
  }

  /**
   * @param evaluations null when training was stopped before its end
   */
  private static RunSummary summary(
      RunFolder folder,
      Session session,
      double seconds,
      Evaluations evaluations,
      Optional<Evaluations> byViews) {
    boolean mean = session.config().get(NetworkSettings.PREDICTION) == Prediction.MEAN;
    return new RunSummary(
        folder.path(),
        session.trainer().iteration(),
        evaluations == null ? 0 : evaluations.validation().map(Evaluation::images).orElse(0),
        evaluations == null ? 0 : evaluations.test().images(),
        byViews.map(Evaluations::views).orElse(Views.NONE),
        evaluations == null ? List.of() : outputs(evaluations, byViews, mean),
        Duration.ofMillis(Math.round(1000 * seconds)));
  }

  private static List<OutputError> outputs(
      Evaluations evaluations, Optional<Evaluations> byViews, boolean mean) {
    List<OutputError> outputs = new ArrayList<>();
    Evaluation test = evaluations.test();
    for (int block : test.errorsByBlock().keySet()) {
      boolean last = block == test.errorsByBlock().lastKey();
      outputs.add(
          output(
              "block " + block, evaluations, byViews, e -> e.errorPercent(block), last && !mean));
    }
    outputs.add(
        output("mean of modules", evaluations, byViews, Evaluation::meanErrorPercent, mean));
    return outputs;
  }

  private static OutputError output(
      String name,
      Evaluations evaluations,
      Optional<Evaluations> byViews,
      ToDoubleFunction<Evaluation> percent,
      boolean prediction) {
    return new OutputError(
        name,
        evaluations.validation().stream().mapToDouble(percent).map(p -> p / 100).findFirst(),
        percent.applyAsDouble(evaluations.test()) / 100,
        byViews.stream().mapToDouble(v -> percent.applyAsDouble(v.test()) / 100).findFirst(),
        prediction);
  }

  private static RunResult result(
      Session session, RunSummary summary, Evaluations evaluations, Optional<Evaluations> byViews) {
    Map<String, String> config = new LinkedHashMap<>();
    Catalogue.all().forEach(s -> config.put(s.key(), s.textIn(session.config())));
    LabelNoise noise = Wiring.labelNoise(session.config());
    int images = session.train().size();
    return new RunResult(
        summary.iteration(),
        session.parameters(),
        summary.time().toMillis() / 1e3,
        MeasuredErrors.of(evaluations),
        noise.share() > 0
            ? Optional.of(new NoisyLabels(noise.share(), noise.count(images), images))
            : Optional.empty(),
        Versions.describe(),
        Versions.commit(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        Optional.of(Host.ofThisProcess()),
        session.fingerprints(),
        config,
        byViews.map(ViewErrors::of));
  }
}
