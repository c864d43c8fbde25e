package org.mixsep.app.runfolder;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.mixsep.AtomicFile;
import org.mixsep.InvalidInputException;
import org.mixsep.app.config.FlatYaml;
import org.mixsep.app.config.RunConfig;
import org.mixsep.app.tensorboard.EventFile;
import org.mixsep.data.ImageSet;
import org.mixsep.training.CheckpointFolder;

/** A run's folder: the names of its files, and how it is made, locked and gone on with. */
public final class RunFolder {
  private static final String CONFIG = "config.yaml";

  private final Path path;

  /** Whether it was made just now, for a new run. */
  private final boolean made;

  public RunFolder(Path path) {
    this(path, false);
  }

  private RunFolder(Path path, boolean made) {
    this.path = path;
    this.made = made;
  }

  /**
   * Makes the next free folder {@code NAME-001}, which is then this process's alone.
   *
   * @param folder of runs
   * @param name what runs of this kind are called
   */
  public static RunFolder next(Path folder, String name) {
    for (int i = 1; ; i++) {
      Path path = folder.resolve(String.format(Locale.ROOT, "%s-%03d", name, i));
      try {
        Files.createDirectories(folder);
        Files.createDirectory(path);
        return new RunFolder(path, true);
      } catch (FileAlreadyExistsException e) {
        if (!Files.isDirectory(folder)) {
          throw cannotMake(path, e);
        }
      } catch (IOException e) {
        throw cannotMake(path, e);
      }
    }
  }

  /**
   * A folder that nobody will look into, for a process that takes part in another's run; to be
   * deleted by {@link #discard}.
   *
   * @param parent that it lies in, which may be deleted first; where empty, the system's for
   *     temporary files
   */
  public static RunFolder scratch(Optional<Path> parent) {
    try {
      String name = "mixsep-process";
      return new RunFolder(
          parent.isPresent()
              ? Files.createTempDirectory(parent.get(), name)
              : Files.createTempDirectory(name),
          true);
    } catch (IOException e) {
      throw new InvalidInputException("cannot make a temporary folder: " + AtomicFile.reason(e), e);
    }
  }

  /** Deletes the folder with all that is in it. */
  public void discard() {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // What is left in the folder for temporary files harms nobody.
    }
  }

  /** Takes a folder back in which no run began, so that it does not stand in the next one's way. */
  public void discardUnlessBegun() {
    if (!made || Files.exists(config())) {
      return;
    }
    try {
      Files.deleteIfExists(FolderLock.file(path));
      Files.delete(path);
    } catch (IOException e) {
      // It holds files of someone else's, or is gone: neither is ours to remove.
    }
  }

  private static InvalidInputException cannotMake(Path path, IOException e) {
    return new InvalidInputException(
        "cannot make the run folder %s: %s".formatted(path, AtomicFile.reason(e)), e);
  }

  /**
   * Makes a folder for a new run, which {@link #begin} makes a run of.
   *
   * @throws InvalidInputException when it cannot be made or written to, or holds a run already
   */
  public static RunFolder create(Path path) {
    RunFolder folder = new RunFolder(path);
    if (Files.exists(folder.config())) {
      throw new InvalidInputException(
          "%s holds a run already; go on with 'mixsep resume %s', or name another folder by --run"
              .formatted(path, path));
    }
    try {
      Files.createDirectories(path.toAbsolutePath().getParent());
      Files.createDirectory(path);
      return new RunFolder(path, true);
    } catch (FileAlreadyExistsException e) {
      if (Files.isDirectory(path)) {
        return folder;
      }
      throw cannotMake(path, e);
    } catch (IOException e) {
      throw cannotMake(path, e);
    }
  }

  /** Writes the configuration, once all that a run needs is there. */
  public void begin(RunConfig config) {
    AtomicFile.writeText(config(), FlatYaml.write(config));
  }

  /**
   * Opens the folder of an earlier run.
   *
   * @throws InvalidInputException when there is none
   */
  public static RunFolder open(Path path) {
    RunFolder folder = new RunFolder(path);
    if (!folder.isRun()) {
      throw new InvalidInputException(
          "%s is no run folder: it holds no %s; 'mixsep train' makes one".formatted(path, CONFIG));
    }
    return folder;
  }

  public Path path() {
    return path;
  }

  /** Every setting of the run, as {@link FlatYaml} has it. */
  public Path config() {
    return path.resolve(CONFIG);
  }

  /** Whether a run began in it. */
  public boolean isRun() {
    return Files.isRegularFile(config());
  }

  /** Whether its run was seen to its end. */
  public boolean isFinished() {
    return Files.isRegularFile(result());
  }

  /** {@link MetricsLine}s. */
  public Path metrics() {
    return path.resolve("metrics.jsonl");
  }

  /** A {@link RunState}. */
  public Path state() {
    return path.resolve("state.json");
  }

  /** A {@link RunResult}. */
  public Path result() {
    return path.resolve("result.json");
  }

  /** A {@link StopFile}. */
  Path stop() {
    return path.resolve("stop");
  }

  /** An {@link EvaluationRecord} of the run's own test images. */
  public Path evaluation() {
    return path.resolve("evaluation.json");
  }

  /** The same of other images, so that it never takes the place of the run's own. */
  public Path evaluation(ImageSet others) {
    String name = others.name().replaceAll("[^\\p{L}\\p{N}._-]+", "-");
    String file = name + "-" + others.fingerprint().substring(0, 8) + ".json";
    return path.resolve("evaluations").resolve(file);
  }

  public CheckpointFolder checkpoints() {
    return new CheckpointFolder(path.resolve("checkpoints"));
  }

  /**
   * Keeps other processes from training into the folder while it is held.
   *
   * @throws InvalidInputException when one does
   */
  public FileChannel lock() {
    return FolderLock.take(path);
  }

  /** Whether a process trains in it now. */
  boolean busy() {
    return FolderLock.isHeld(path);
  }

  /** Adds one line to the metrics. */
  void appendMetrics(MetricsLine line) {
    try {
      Files.writeString(
          metrics(), line.text() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new InvalidInputException(
          "cannot write %s: %s".formatted(metrics(), AtomicFile.reason(e)), e);
    }
  }

  /** The same records as in the metrics, for TensorBoard. */
  EventFile events() {
    return new EventFile(path.resolve("events.out.tfevents.mixsep"));
  }

  /** Drops the metrics of iterations after {@code iteration}, which will be done again. */
  public void dropMetricsAfter(long iteration) {
    events().dropAfter(iteration);
    if (!Files.exists(metrics())) {
      return;
    }
    try {
      List<String> kept =
          Files.readAllLines(metrics()).stream().filter(line -> upTo(line, iteration)).toList();
      AtomicFile.writeText(metrics(), kept.isEmpty() ? "" : String.join("\n", kept) + "\n");
    } catch (IOException e) {
      throw new InvalidInputException(
          "cannot read %s: %s".formatted(metrics(), AtomicFile.reason(e)), e);
    }
  }

  private static boolean upTo(String line, long iteration) {
    // One that is cut by a crash is none.
    return MetricsLine.parse(line).filter(found -> found.iteration() <= iteration).isPresent();
  }

  public void write(RunResult result) {
    Json.write(result(), result);
  }

  /** SHA-256 of the test images, as the end of the run wrote it; none before or of an old run. */
  public Optional<String> testImages() {
    try {
      return Optional.of(RunResult.read(path).data().test()).filter(sum -> !sum.isEmpty());
    } catch (IOException e) {
      return Optional.empty(); // not there, or damaged: then it says nothing
    }
  }

  /**
   * Renames the result of a run that is to go on, so that it counts as unfinished until it ends.
   *
   * @param iteration at which it was written
   */
  public void setResultAside(long iteration) {
    if (!isFinished()) {
      return;
    }
    try {
      Path aside = path.resolve("result-%s.json".formatted(iteration));
      Files.move(result(), aside, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new InvalidInputException(
          "cannot rename %s: %s".formatted(result(), AtomicFile.reason(e)), e);
    }
  }
}
