package org.mixsep.app.tensorboard;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.zip.CRC32C;
import org.mixsep.AtomicFile;
import org.mixsep.InvalidInputException;

/**
 * A file of scalars that TensorBoard reads: records of an 8-byte length, its checksum, an event and
 * the event's checksum, all little-endian; the checksums are CRC-32C, masked as TFRecord has them.
 *
 * <p>Every record is handed to the system at once, so that what is written can be seen at once and
 * outlives the process.
 */
public final class EventFile {
  private static final int HEAD = 12;
  private static final int TAIL = 4;

  private final Path file;

  /**
   * @param file its name must contain {@code tfevents}, or TensorBoard passes it over; it is made
   *     with the first scalars
   */
  public EventFile(Path file) {
    this.file = file;
  }

  /**
   * Adds scalars.
   *
   * @param step 0 or more
   * @throws InvalidInputException when the file cannot be written
   */
  public void append(long step, Map<String, Double> scalars) {
    double now = System.currentTimeMillis() / 1e3;
    try {
      byte[] record = framed(Event.scalars(now, step, scalars));
      if (!Files.exists(file) || Files.size(file) == 0) {
        byte[] version = framed(Event.version(now));
        byte[] both = new byte[version.length + record.length];
        System.arraycopy(version, 0, both, 0, version.length);
        System.arraycopy(record, 0, both, version.length, record.length);
        record = both;
      }
      Files.write(file, record, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new InvalidInputException(
          "cannot write %s: %s".formatted(file, AtomicFile.reason(e)), e);
    }
  }

  /**
   * Drops the scalars of steps after {@code step}, which will be done again, and whatever stands
   * behind a record that a crash cut.
   */
  public void dropAfter(long step) {
    if (!Files.exists(file)) {
      return;
    }
    try {
      ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      ByteBuffer kept = ByteBuffer.allocate(all.capacity());
      while (all.hasRemaining()) {
        int size = intact(all);
        if (size < 0) {
          break;
        }
        ByteBuffer record = all.slice(all.position(), size);
        if (stepOf(record.duplicate().position(HEAD).order(ByteOrder.LITTLE_ENDIAN)) <= step) {
          kept.put(record);
        }
        all.position(all.position() + size);
      }
      kept.flip();
      AtomicFile.write(file, channel -> AtomicFile.put(channel, kept));
    } catch (IOException e) {
      throw new InvalidInputException(
          "cannot read %s: %s".formatted(file, AtomicFile.reason(e)), e);
    }
  }

  /** The size of the record at a buffer's position, -1 where it is cut or damaged. */
  private static int intact(ByteBuffer all) {
    int at = all.position();
    if (all.remaining() < HEAD + TAIL) {
      return -1;
    }
    long length = all.getLong(at);
    if (length < 0 || length > all.remaining() - HEAD - TAIL) {
      return -1;
    }
    int size = (int) length;
    boolean sound =
        all.getInt(at + 8) == checksum(all.array(), at, 8)
            && all.getInt(at + HEAD + size) == checksum(all.array(), at + HEAD, size);
    return sound ? HEAD + size + TAIL : -1;
  }

  /** The step of an event as {@link Event} writes it: after the wall time; none counts as 0. */
  private static long stepOf(ByteBuffer event) {
    try {
      event.position(event.position() + 9);
      if (event.get() != (2 << 3)) {
        return 0;
      }
      long step = 0;
      for (int shift = 0; ; shift += 7) {
        byte part = event.get();
        step |= (part & 0x7fL) << shift;
        if (part >= 0) {
          return step;
        }
      }
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      return 0;
    }
  }

  private static byte[] framed(byte[] event) {
    ByteBuffer record =
        ByteBuffer.allocate(HEAD + event.length + TAIL).order(ByteOrder.LITTLE_ENDIAN);
    record.putLong(event.length);
    record.putInt(checksum(record.array(), 0, 8));
    record.put(event);
    record.putInt(checksum(event, 0, event.length));
    return record.array();
  }

  private static int checksum(byte[] bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, length);
    int value = (int) crc.getValue();
    return Integer.rotateRight(value, 15) + 0xa282ead8;
  }
}
