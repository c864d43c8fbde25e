package org.mixsep.app.runfolder;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mixsep.AtomicFile;
import org.mixsep.InvalidInputException;
import org.mixsep.app.config.FlatYaml;
import org.mixsep.app.config.RunConfig;
import org.mixsep.app.tensorboard.EventFile;
import org.mixsep.data.ImageSet;
import org.mixsep.training.CheckpointFolder;

/**
 * A run's folder: {@code config.yaml}, {@code metrics.jsonl}, {@code checkpoints/} and, at its end,
 * {@code result.json}.
 */
public final class RunFolder {
  /** In a checkpoint, what the names of preprocessing's tensors start with. */
  public static final String PREPROCESSING = "preprocessing.";

  /** In a checkpoint, the name of the test images' SHA-256; old ones have none. */
  public static final String TEST_IMAGES = "testImages";

  private static final ObjectMapper JSON = new ObjectMapper();

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

  /** Takes a folder back in which no run began, so that it does not stand in the next one's way. */
  public void discardUnlessBegun() {
    if (!made || Files.exists(config())) {
      return;
    }
    try {
      Files.deleteIfExists(path.resolve("lock"));
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
    write(config(), FlatYaml.write(config));
  }

  /**
   * Opens the folder of an earlier run.
   *
   * @throws InvalidInputException when there is none
   */
  public static RunFolder open(Path path) {
    RunFolder folder = new RunFolder(path);
    if (!Files.isRegularFile(folder.config())) {
      throw new InvalidInputException(
          "%s is no run folder: it holds no config.yaml; 'mixsep train' makes one".formatted(path));
    }
    return folder;
  }

  public Path path() {
    return path;
  }

  public Path config() {
    return path.resolve("config.yaml");
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
    try {
      FileChannel channel =
          FileChannel.open(
              path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        channel.close();
        throw inUse();
      }
      return channel;
    } catch (OverlappingFileLockException e) {
      throw inUse();
    } catch (IOException e) {
      throw new InvalidInputException(
          "cannot write %s: %s".formatted(path, AtomicFile.reason(e)), e);
    }
  }

  /** Whether a process trains in it now. */
  boolean busy() {
    Path file = path.resolve("lock");
    if (!Files.exists(file)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      return lock == null;
    } catch (OverlappingFileLockException e) {
      return true;
    } catch (IOException e) {
      return false; // whoever trains in it finds out what is wrong
    }
  }

  private InvalidInputException inUse() {
    return new InvalidInputException(path + " is in use: another process trains in it");
  }

  /** Adds one line to the metrics. */
  void appendMetrics(ObjectNode line) {
    try {
      Files.writeString(
          metrics(), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
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
      write(metrics(), kept.isEmpty() ? "" : String.join("\n", kept) + "\n");
    } catch (IOException e) {
      throw new InvalidInputException(
          "cannot read %s: %s".formatted(metrics(), AtomicFile.reason(e)), e);
    }
  }

  private static boolean upTo(String line, long iteration) {
    try {
      return JSON.readTree(line).path("iteration").asLong(Long.MAX_VALUE) <= iteration;
    } catch (IOException e) {
      return false; // a line cut by a crash
    }
  }

  public void writeResult(ObjectNode result) {
    write(result(), result.toPrettyString() + "\n");
  }

  /** What reports show of the run's own test images. */
  public Path evaluation() {
    return path.resolve("evaluation.json");
  }

  /**
   * What an evaluation on other images found, so that it never takes the place of the run's own.
   */
  public Path evaluation(ImageSet others) {
    String name = others.name().replaceAll("[^\\p{L}\\p{N}._-]+", "-");
    String file = name + "-" + others.fingerprint().substring(0, 8) + ".json";
    return path.resolve("evaluations").resolve(file);
  }

  /** SHA-256 of the test images, as the end of the run wrote it; none before or of an old run. */
  public Optional<String> testImages() {
    try {
      String found = JSON.readTree(Files.readAllBytes(result())).at("/data/test").asText();
      return found.isEmpty() ? Optional.empty() : Optional.of(found);
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
    if (!Files.exists(result())) {
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

  private Path result() {
    return path.resolve("result.json");
  }

  private Path metrics() {
    return path.resolve("metrics.jsonl");
  }

  private static void write(Path file, String text) {
    AtomicFile.writeText(file, text);
  }
}
