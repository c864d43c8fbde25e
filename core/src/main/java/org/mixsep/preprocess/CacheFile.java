package org.mixsep.preprocess;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/**
 * One file of a cache: a header of 4096 bytes, then a payload of known length.
 *
 * <p>Header, all in the machine's byte order: magic and version (8 bytes), the key (32 bytes:
 * SHA-256 over what the payload was computed from), payload length (8), CRC-32C of the payload (4),
 * CRC-32C of the header so far (4), zeros. A file of another byte order has another magic: foreign.
 */
final class CacheFile {
  /** A whole memory page, so that a mapped payload is aligned. */
  static final int HEADER_BYTES = 4096;

  private static final long MAGIC_AND_VERSION = 0x4d49_5853_4550_0001L; // "MIXSEP", version 1
  private static final int KEY_BYTES = 32;
  private static final int CHECKED_HEADER_BYTES = 8 + KEY_BYTES + 8 + 4;
  private static final int COPY_BYTES = 1 << 22;
  private static final Duration STALE = Duration.ofHours(1);
  private static final String PART = ".part";

  private CacheFile() {}

  /** Writes the payload's bytes, in order; what it throws is thrown on, and no file is left. */
  interface Payload {
    void writeTo(Consumer<ByteBuffer> sink);
  }

  /** Whether a file is there, whole, and computed from what {@code key} stands for. */
  static boolean isWhole(Path file, byte[] key, long payloadBytes) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() != HEADER_BYTES + payloadBytes) {
        return false;
      }
      ByteBuffer found = ByteBuffer.allocate(HEADER_BYTES);
      readFully(channel, found, 0);
      long checksum = checksum(channel, payloadBytes);
      return found.flip().equals(header(key, payloadBytes, checksum));
    } catch (IOException e) {
      return false; // not there or not readable: either way it must be computed
    }
  }

  /**
   * Writes a file so that it appears whole or not at all: under another name in the same folder,
   * then flushed to the disk, then renamed.
   */
  static void write(Path file, byte[] key, long payloadBytes, Payload payload) throws IOException {
    String name = file.getFileName().toString();
    removeStaleParts(file.getParent(), name);
    Path part = file.resolveSibling(name + "." + UUID.randomUUID() + PART);
    try {
      try (FileChannel channel =
          FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        Checksum checksum = new CRC32C();
        channel.position(HEADER_BYTES);
        writePayload(channel, payload, checksum);
        if (channel.position() != HEADER_BYTES + payloadBytes) {
          throw new IllegalStateException(
              name + ": payload ends at " + channel.position() + ", expected " + payloadBytes);
        }
        channel.position(0);
        writeFully(channel, header(key, payloadBytes, checksum.getValue()));
        channel.force(true);
      }
      move(part, file);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static void writePayload(FileChannel channel, Payload payload, Checksum checksum)
      throws IOException {
    try {
      payload.writeTo(
          bytes -> {
            try {
              checksum.update(bytes.duplicate());
              writeFully(channel, bytes);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static ByteBuffer header(byte[] key, long payloadBytes, long checksum) {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.nativeOrder());
    header.putLong(MAGIC_AND_VERSION).put(key).putLong(payloadBytes).putInt((int) checksum);
    Checksum own = new CRC32C();
    own.update(header.array(), 0, CHECKED_HEADER_BYTES);
    return header.putInt((int) own.getValue()).rewind();
  }

  private static long checksum(FileChannel channel, long payloadBytes) throws IOException {
    Checksum checksum = new CRC32C();
    ByteBuffer copy = ByteBuffer.allocateDirect(COPY_BYTES);
    for (long done = 0; done < payloadBytes; done += copy.limit()) {
      copy.clear().limit((int) Math.min(COPY_BYTES, payloadBytes - done));
      readFully(channel, copy, HEADER_BYTES + done);
      checksum.update(copy.flip());
    }
    return checksum.getValue();
  }

  private static void readFully(FileChannel channel, ByteBuffer into, long from)
      throws IOException {
    long position = from;
    while (into.hasRemaining()) {
      int count = channel.read(into, position);
      if (count < 0) {
        throw new IOException("ends early");
      }
      position += count;
    }
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static void move(Path part, Path file) throws IOException {
    try {
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** What a killed process left behind; one at work writes often, so its file is young. */
  private static void removeStaleParts(Path folder, String name) throws IOException {
    Instant oldest = Instant.now().minus(STALE);
    try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, name + ".*" + PART)) {
      for (Path part : parts) {
        if (Files.getLastModifiedTime(part).toInstant().isBefore(oldest)) {
          Files.deleteIfExists(part);
        }
      }
    }
  }
}
