package org.mixsep.app.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.mixsep.InvalidInputException;
import org.mixsep.app.config.Catalogue;
import org.mixsep.app.config.ConfigSources;
import org.mixsep.app.config.DataFolders;
import org.mixsep.app.config.FlatYaml;
import org.mixsep.app.config.MachineSettings;
import org.mixsep.app.config.NetworkSettings;
import org.mixsep.app.config.OutputSettings;
import org.mixsep.app.config.Prediction;
import org.mixsep.app.config.RunConfig;
import org.mixsep.app.config.TrainingSettings;
import org.mixsep.app.config.WeightsFolders;
import org.mixsep.app.images.ContactSheets;
import org.mixsep.app.images.Images;
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
import org.mixsep.distributed.Rendezvous;
import org.mixsep.training.Checkpoint;
import org.mixsep.training.CheckpointFolder;
import org.mixsep.training.Evaluation;
import org.mixsep.training.NonFiniteException;
import org.mixsep.training.Views;

/** Runs on libtorch, in this process. */
public final class TorchRuns implements Runs {
  private static final Path RUNS = Path.of("runs");

  private final DataFolders folders;
  private final Optional<Rendezvous> others;

  /**
   * @param folders where fetched image sets lie
   */
  public TorchRuns(DataFolders folders) {
    this(folders, Optional.empty());
  }

  private TorchRuns(DataFolders folders, Optional<Rendezvous> others) {
    this.folders = folders;
    this.others = others;
  }

  /** With image sets in their usual places. */
  public TorchRuns() {
    this(new DataFolders());
  }

  @Override
  public TorchRuns among(Rendezvous rendezvous) {
    return new TorchRuns(folders, Optional.of(rendezvous));
  }

  @Override
  public RunSummary train(RunConfig config, String preset, RunListener listener) {
    return together(
        config.get(MachineSettings.PROCESSES_TIMEOUT),
        team -> train(config, preset, team, listener));
  }

  private RunSummary train(RunConfig config, String preset, Team team, RunListener listener) {
    RunConfig started = team.isFirst() ? new WeightsFolders().located(config) : config;
    RunConfig resolved = Wiring.resolve(folders.located(started), team.cores()).forRunFolder();
    team.agreeOn(resolved);
    if (!team.isFirst()) {
      return assist(folder -> go(folder, resolved, null, team, listener));
    }
    RunFolder folder =
        config
            .get(OutputSettings.RUN)
            .map(RunFolder::create)
            .orElseGet(() -> RunFolder.next(RUNS, preset));
    try {
      return go(folder, resolved, null, team, listener);
    } catch (RuntimeException | Error e) {
      folder.discardUnlessBegun();
      throw e;
    }
  }

  @Override
  public RunSummary resume(
      Path run, Optional<Path> from, List<String> settings, RunListener listener) {
    return together(
        ConfigSources.changed(settings, MachineSettings.PROCESSES_TIMEOUT),
        team ->
            team.isFirst()
                ? resume(RunFolder.open(run), from, settings, team, listener)
                : assist(folder -> resume(folder, Optional.empty(), settings, team, listener)));
  }

  private RunSummary resume(
      RunFolder folder,
      Optional<Path> from,
      List<String> settings,
      Team team,
      RunListener listener) {
    Checkpoint found = team.isFirst() ? read(folder, from) : null;
    String file = folder.config().toString();
    String yaml = team.first("config.yaml", () -> FlatYaml.write(FlatYaml.read(folder.config())));
    RunConfig written = FlatYaml.parse(yaml, file);
    String text =
        team.first("checkpoint", () -> found == null ? "" : found.text(CheckpointKeys.CONFIG));
    RunConfig begun =
        text.isEmpty() ? written : FlatYaml.parse(text, folder.path() + "'s checkpoint");
    Resumption resumption = Resumption.of(begun, written, settings, folder.config());
    RunConfig config = folders.located(resumption.config()).forRunFolder();
    team.agreeOn(config);
    if (text.isEmpty()) {
      return go(folder, config, null, team, listener);
    }
    Checkpoint checkpoint =
        team.share(found, () -> from.orElseGet(() -> folder.checkpoints().file(found.iteration())));
    resumption.requireFrom(checkpoint.iteration());
    resumption.announcement(checkpoint.iteration()).ifPresent(listener::message);
    from.ifPresent(each -> folder.checkpoints().setAsideAfter(checkpoint.iteration()));
    return go(folder, config, checkpoint, team, listener);
  }

  /**
   * Does work with the others, if there are any.
   *
   * @param timeout seconds
   */
  private RunSummary together(int timeout, Function<Team, RunSummary> work) {
    Team team = Team.meet(others, Duration.ofSeconds(timeout));
    try {
      return work.apply(team);
    } catch (RuntimeException | Error e) {
      team.withdraw(e);
      throw e;
    }
  }

  /** Takes part in a run that another process records, with a folder that nobody looks into. */
  private RunSummary assist(Function<RunFolder, RunSummary> work) {
    RunFolder scratch = RunFolder.scratch(others.flatMap(Rendezvous::folder));
    try {
      return work.apply(scratch);
    } finally {
      scratch.discard();
    }
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

  private static RunSummary go(
      RunFolder folder, RunConfig asked, Checkpoint from, Team team, RunListener listener) {
    try (FileChannel lock = folder.lock()) {
      listener.message("run folder " + folder.path());
      listener.message("preparing images");
      new StopFile(folder.path()).clear();
      try (Session session = new Session(asked, from, team, listener::message)) {
        RunConfig config = session.config();
        if (from == null || !folder.isRun() || !config.equals(FlatYaml.read(folder.config()))) {
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
        evaluations == null ? List.of() : OutputErrors.of(evaluations, byViews, mean),
        Duration.ofMillis(Math.round(1000 * seconds)));
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
