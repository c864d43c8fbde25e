package org.mixsep.app.runfolder;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.mixsep.AtomicFile;
import org.mixsep.InvalidInputException;

/** Lets one process at a time train into a run folder. */
final class FolderLock {
  private FolderLock() {}

  static Path file(Path run) {
    return run.resolve("lock");
  }

  /**
   * @return what is to be closed to let the folder go
   * @throws InvalidInputException when a process trains in it, or it cannot be written to
   */
  static FileChannel take(Path run) {
    try {
      FileChannel channel =
          FileChannel.open(file(run), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        channel.close();
        throw inUse(run);
      }
      return channel;
    } catch (OverlappingFileLockException e) {
      throw inUse(run);
    } catch (IOException e) {
      throw new InvalidInputException(
          "cannot write %s: %s".formatted(run, AtomicFile.reason(e)), e);
    }
  }

  static boolean isHeld(Path run) {
    if (!Files.exists(file(run))) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(file(run), StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      return lock == null;
    } catch (OverlappingFileLockException e) {
      return true;
    } catch (IOException e) {
      return false; // whoever trains in it finds out what is wrong
    }
  }

  private static InvalidInputException inUse(Path run) {
    return new InvalidInputException(run + " is in use: another process trains in it");
  }
}
