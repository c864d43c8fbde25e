package org.mixsep.download;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** Keeps two fetches, of one process or of two, from working in one folder at the same time. */
final class DownloadLock implements AutoCloseable {
  private static final String FILE = ".lock";
  private static final Duration PAUSE = Duration.ofMillis(300);

  private final FileChannel channel;

  private DownloadLock(FileChannel channel) {
    this.channel = channel;
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
