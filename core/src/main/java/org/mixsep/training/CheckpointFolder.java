package org.mixsep.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.mixsep.AtomicFile;
import org.mixsep.InvalidInputException;

/** The checkpoints of one run, named by their iteration; the last two are kept. */
public final class CheckpointFolder {
  private static final Pattern NAME = Pattern.compile("iteration-(\\d+)\\.safetensors");
  private static final int KEPT = 2;

  private final Path folder;

  /** The folder need not be there yet. */
  public CheckpointFolder(Path folder) {
    this.folder = folder;
  }

  /** Where the checkpoint of an iteration belongs. */
  public Path file(long iteration) {
    return folder.resolve(String.format(Locale.ROOT, "iteration-%08d.safetensors", iteration));
  }

  /** The checkpoint files there are, the newest first. */
  public List<Path> newestFirst() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> NAME.matcher(file.getFileName().toString()).matches())
          .sorted(Comparator.comparingLong(CheckpointFolder::iteration).reversed())
          .toList();
    } catch (IOException e) {
      throw new InvalidInputException(
          "cannot list %s: %s".formatted(folder, AtomicFile.reason(e)), e);
    }
  }

  /** Deletes all but the last two checkpoints up to the iteration just written. */
  public void prune(long written) {
    newestFirst().stream()
        .filter(file -> iteration(file) <= written)
        .skip(KEPT)
        .forEach(CheckpointFolder::delete);
  }

  /**
   * Reads the newest checkpoint.
   *
   * @throws InvalidInputException when there is none, or when it is damaged; the message names the
   *     newest good one before it
   */
  public Checkpoint readNewest() {
    List<Path> files = newestFirst();
    if (files.isEmpty()) {
      throw new InvalidInputException("%s holds no checkpoint".formatted(folder));
    }
    try {
      return Checkpoint.read(files.get(0));
    } catch (InvalidInputException e) {
      Optional<Path> good = files.stream().skip(1).filter(CheckpointFolder::isGood).findFirst();
      throw new InvalidInputException(
          e.getMessage()
              + good.map(file -> "; the one before it is good: add --checkpoint " + file)
                  .orElse("; there is no good one before it"),
          e);
    }
  }

  /** Renames checkpoints after {@code iteration}, so that they are neither read nor overwritten. */
  public void setAsideAfter(long iteration) {
    for (Path file : newestFirst()) {
      if (iteration(file) > iteration) {
        try {
          Files.move(file, file.resolveSibling(file.getFileName() + ".aside"));
        } catch (IOException e) {
          throw new InvalidInputException(
              "cannot rename %s: %s".formatted(file, AtomicFile.reason(e)), e);
        }
      }
    }
  }

  private static boolean isGood(Path file) {
    try {
      Checkpoint.read(file);
      return true;
    } catch (InvalidInputException e) {
      return false;
    }
  }

  /** The iteration that the name of a checkpoint file says. */
  public static long iteration(Path file) {
    Matcher matcher = NAME.matcher(file.getFileName().toString());
    return matcher.matches() ? Long.parseLong(matcher.group(1)) : -1;
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // One checkpoint too many does no harm.
    }
  }
}
