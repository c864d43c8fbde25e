package org.mixsep.app.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.mixsep.app.config.FlatYaml;
import org.mixsep.app.config.RunConfig;
import org.mixsep.data.ImageSet;
import org.mixsep.training.Checkpoint;
import org.mixsep.training.CheckpointFolder;
import org.mixsep.training.Evaluation;

/** Trains, resumes and evaluates runs. */
public final class Runs {
  private final Progress progress;

  public Runs(Progress progress) {
    this.progress = progress;
  }

  /**
   * Trains a new run to its end, or until the process is asked to stop.
   *
   * @param name what to call the run's folder by where the configuration names none
   * @throws org.mixsep.InvalidInputException when the input is at fault
   * @throws org.mixsep.training.NonFiniteLossException when a loss is not finite
   */
  public RunResult train(RunConfig config, String name) {
    config.requireReady();
    RunConfig resolved = config.withMachine(Wiring.resolve(config.machine()));
    Path path = config.output().run().orElseGet(() -> newFolder(name));
    return go(RunFolder.create(path, resolved), resolved, null);
  }

  /**
   * Goes on with a run from its newest checkpoint, or from the beginning where it has none yet.
   *
   * @param from another checkpoint of the run to go on from
   */
  public RunResult resume(Path path, Optional<Path> from) {
    RunFolder folder = RunFolder.open(path);
    Checkpoint checkpoint = read(folder, from);
    if (checkpoint == null) {
      return go(folder, FlatYaml.read(folder.config()), null);
    }
    from.ifPresent(file -> folder.checkpoints().setAsideAfter(checkpoint.iteration()));
    return go(folder, config(folder, checkpoint), checkpoint);
  }

  /** Measures the errors of a run's newest checkpoint, or of another one, on the test images. */
  public RunResult evaluate(Path path, Optional<Path> from) {
    RunFolder folder = RunFolder.open(path);
    Checkpoint checkpoint = read(folder, from);
    if (checkpoint == null) {
      throw new org.mixsep.InvalidInputException(
          "%s holds no checkpoint yet; 'mixsep resume %s' trains it".formatted(path, path));
    }
    Session session = new Session(config(folder, checkpoint), checkpoint);
    Evaluation test = session.evaluator().evaluate(session.test());
    double seconds = Double.parseDouble(checkpoint.text("seconds"));
    return result(folder, session, seconds, test);
  }

  /** The images a configuration names, as they are before any preprocessing. */
  public static ImageSet images(RunConfig config) {
    config.requireReady();
    return Wiring.images(config, Wiring.Split.TRAIN);
  }

  private static Checkpoint read(RunFolder folder, Optional<Path> from) {
    if (from.isPresent()) {
      return Checkpoint.read(from.get());
    }
    CheckpointFolder checkpoints = folder.checkpoints();
    return checkpoints.newestFirst().isEmpty() ? null : checkpoints.readNewest();
  }

  private static RunConfig config(RunFolder folder, Checkpoint checkpoint) {
    return FlatYaml.parse(checkpoint.text("config"), folder.path() + "'s checkpoint");
  }

  private RunResult go(RunFolder folder, RunConfig config, Checkpoint from) {
    try (FileChannel lock = folder.lock()) {
      progress.note("run folder " + folder.path());
      progress.note("preparing images");
      Session session = new Session(config, from);
      folder.dropMetricsAfter(session.trainer().iteration());
      double before = from == null ? 0 : Double.parseDouble(from.text("seconds"));
      TrainingLoop loop = new TrainingLoop(session, folder, progress, before);
      loop.run();
      if (session.trainer().iteration() < config.training().iterations()) {
        return result(folder, session, loop.seconds(), null);
      }
      Evaluation test = session.evaluator().evaluate(session.test());
      RunResult result = result(folder, session, loop.seconds(), test);
      folder.writeResult(json(result));
      return result;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static RunResult result(
      RunFolder folder, Session session, double seconds, Evaluation test) {
    return new RunResult(
        folder.path(),
        session.trainer().iteration(),
        session.config().training().iterations(),
        session.parameters(),
        seconds,
        test);
  }

  private static ObjectNode json(RunResult result) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("iterations", result.iterations());
    json.put("parameters", result.parameters());
    json.put("seconds", result.seconds());
    json.set("test", MetricsLog.errors(result.test()));
    json.put("versions", Versions.describe());
    return json;
  }

  private static Path newFolder(String name) {
    for (int i = 1; ; i++) {
      Path path = Path.of("runs", "%s-%03d".formatted(name, i));
      if (!Files.exists(path)) {
        return path;
      }
    }
  }
}
