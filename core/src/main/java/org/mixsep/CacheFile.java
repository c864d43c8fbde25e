package org.mixsep;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/**
 * One file of a cache: a header of 4096 bytes, then a payload.
 *
 * <p>Header, all in the machine's byte order: magic and version (8 bytes), the key (32 bytes:
 * SHA-256 over what the payload was computed from), payload length (8), CRC-32C of the payload (4),
 * CRC-32C of the header so far (4), zeros. A file of another byte order has another magic: foreign.
 */
public final class CacheFile {
  /** A whole memory page, so that a mapped payload is aligned. */
  public static final int HEADER_BYTES = 4096;

  private static final long MAGIC_AND_VERSION = 0x4d49_5853_4550_0001L; // "MIXSEP", version 1
  private static final int KEY_BYTES = 32;
  private static final int CHECKED_HEADER_BYTES = 8 + KEY_BYTES + 8 + 4;
  private static final int COPY_BYTES = 1 << 22;

  private CacheFile() {}

  /** Takes a payload's bytes, in order. */
  public interface Sink {
    void put(ByteBuffer bytes) throws IOException;
  }

  /** Writes the payload's bytes; see {@link AtomicFile.Content} for what it may throw. */
  public interface Payload {
    void writeTo(Sink sink) throws IOException;
  }

  /**
   * The length of the payload of a file that is there, whole, and computed from what {@code key}
   * stands for; otherwise empty, whatever is the matter: it must be computed then.
   */
  public static OptionalLong wholePayload(Path file, byte[] key) {
    if (!Files.isRegularFile(file)) {
      return OptionalLong.empty();
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long payloadBytes = channel.size() - HEADER_BYTES;
      if (payloadBytes < 0) {
        return OptionalLong.empty();
      }
      ByteBuffer found = ByteBuffer.allocate(HEADER_BYTES);
      readFully(channel, found, 0);
      found.flip();
      // The key first: a foreign file need not be read to its end.
      ByteBuffer start = header(key, payloadBytes, 0).limit(CHECKED_HEADER_BYTES - 4);
      if (!start.equals(found.duplicate().limit(start.limit()))) {
        return OptionalLong.empty();
      }
      long checksum = checksum(channel, payloadBytes);
      return found.equals(header(key, payloadBytes, checksum))
          ? OptionalLong.of(payloadBytes)
          : OptionalLong.empty();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  /**
   * Writes a file so that it appears whole or not at all.
   *
   * @throws InvalidInputException when it cannot be written
   */
  public static void write(Path file, byte[] key, Payload payload) {
    AtomicFile.write(
        file,
        channel -> {
          Checksum checksum = new CRC32C();
          channel.position(HEADER_BYTES);
          payload.writeTo(
              bytes -> {
                checksum.update(bytes.duplicate());
                AtomicFile.put(channel, bytes);
              });
          ByteBuffer header = header(key, channel.position() - HEADER_BYTES, checksum.getValue());
          channel.position(0);
          AtomicFile.put(channel, header);
        });
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
    ByteBuffer copy = ByteBuffer.allocateDirect((int) Math.min(COPY_BYTES, payloadBytes));
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
}
