package org.mixsep.app.runfolder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.mixsep.AtomicFile;
import org.mixsep.InvalidInputException;

/**
 * A file {@code stop} in a run folder, by which other programs ask its training to end after a
 * checkpoint.
 *
 * <p>Chosen over a signal: it reaches the training in that folder and nothing else, also where
 * several runs share a process, and on systems without signals.
 */
public final class StopFile {
  /** Looking takes microseconds here, milliseconds on a folder of another machine. */
  private static final long PAUSE = 200_000_000;

  private final Path file;
  private long looked = System.nanoTime() - PAUSE;
  private boolean found;

  public StopFile(Path run) {
    file = file(run);
  }

  /**
   * Asks the training in a run folder to end. One that starts later does not hear it.
   *
   * @throws InvalidInputException when the folder cannot be written to
   */
  public static void request(Path run) {
    try {
      Files.write(
          file(run), new byte[0], StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
    } catch (IOException e) {
      throw new InvalidInputException(
          "cannot write %s: %s".formatted(file(run), AtomicFile.reason(e)), e);
    }
  }

  /** Whether a run folder holds a request that was not yet heard. */
  public static boolean requested(Path run) {
    return Files.exists(file(run));
  }

  /** Whether someone asked, as of a moment ago. */
  public boolean requested() {
    if (!found && System.nanoTime() - looked >= PAUSE) {
      looked = System.nanoTime();
      found = Files.exists(file);
    }
    return found;
  }

  /** Forgets what was asked. */
  public void clear() {
    try {
      Files.deleteIfExists(file);
    } catch (NoSuchFileException e) {
      // Another was quicker.
    } catch (IOException e) {
      throw new InvalidInputException(
          "cannot delete %s: %s".formatted(file, AtomicFile.reason(e)), e);
    }
  }

  private static Path file(Path run) {
    return new RunFolder(run).stop();
  }
}
