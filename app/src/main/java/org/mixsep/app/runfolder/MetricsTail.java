package org.mixsep.app.runfolder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;

/**
 * Follows a run's {@code metrics.jsonl} while it is written. A last line without its end waits for
 * the rest; a file that was replaced, as resuming does, is read anew.
 */
public final class MetricsTail {
  /** What is more comes with the next call. */
  private static final int MOST_BYTES = 32 << 20;

  private final Path file;
  private Object key;
  private long read;

  /**
   * @param run its folder
   */
  public MetricsTail(Path run) {
    file = new RunFolder(run).metrics();
  }

  /**
   * What came since the last call.
   *
   * @param anew whether everything told before is to be forgotten
   * @param lines whole ones, without their ends
   */
  public record News(boolean anew, List<String> lines) {}

  /** Reads on; a file that is not there has no lines. */
  public News next() throws IOException {
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(file, BasicFileAttributes.class);
    } catch (NoSuchFileException e) {
      boolean gone = read > 0;
      read = 0;
      key = null;
      return new News(gone, List.of());
    }
    // Where files have no key, one that was replaced is told by being shorter.
    boolean anew = !Objects.equals(key, attributes.fileKey()) || attributes.size() < read;
    if (anew) {
      read = 0;
    }
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      Object opened = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
      if (!Objects.equals(attributes.fileKey(), opened)) {
        return new News(false, List.of()); // replaced this very moment: the next call sees it
      }
      key = opened;
      return new News(anew, lines(channel));
    }
  }

  private List<String> lines(SeekableByteChannel channel) throws IOException {
    long more = Math.min(MOST_BYTES, channel.size() - read);
    if (more <= 0) {
      return List.of();
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) more);
    channel.position(read);
    while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
      // until all is there
    }
    int end = bytes.position();
    while (end > 0 && bytes.get(end - 1) != '\n') {
      end--;
    }
    read += end;
    String text = new String(bytes.array(), 0, end, StandardCharsets.UTF_8);
    return text.lines().filter(line -> !line.isBlank()).toList();
  }
}
