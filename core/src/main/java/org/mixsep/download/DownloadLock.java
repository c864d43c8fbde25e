package org.mixsep.download;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.mixsep.AtomicFile;
import org.mixsep.InvalidInputException;

/** Keeps two fetches, of one process or of two, from working in one folder at the same time. */
final class DownloadLock implements AutoCloseable {
  private static final String FILE = ".lock";
  private static final Duration PAUSE = Duration.ofMillis(300);

  private final FileChannel channel;

  private DownloadLock(FileChannel channel) {
    this.channel = channel;
  }

  /** What is done in a folder. */
  @FunctionalInterface
  interface Work<T> {
    T done() throws IOException, InterruptedException;
  }

  /**
   * Makes the folder and does what is to be done there, as the only fetch in it.
   *
   * @throws InvalidInputException when the folder cannot be written
   * @throws UncheckedIOException when this thread is interrupted
   */
  static <T> T alone(Path folder, FetchSettings settings, FetchListener listener, Work<T> work) {
    try {
      Files.createDirectories(folder);
      try (DownloadLock lock = of(folder, settings.sleeper(), listener)) {
        return work.done();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new InterruptedIOException("the fetch was interrupted"));
    } catch (IOException e) {
      throw new InvalidInputException(
          "%s: %s; check that the folder is writable and has space left"
              .formatted(folder, AtomicFile.reason(e)),
          e);
    }
  }

  /** Waits for the lock; the system takes it back from a process that ends, however it ends. */
  static DownloadLock of(Path folder, FetchSettings.Sleeper sleeper, FetchListener listener)
      throws IOException, InterruptedException {
    FileChannel channel =
        FileChannel.open(folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      for (boolean told = false; tryLock(channel) == null; told = true) {
        if (!told) {
          listener.message(folder + ": another fetch is at work there; waiting for it");
        }
        sleeper.sleep(PAUSE);
      }
      return new DownloadLock(channel);
    } catch (IOException | InterruptedException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // this process itself holds it
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
