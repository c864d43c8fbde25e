package org.mixsep.app.tensorboard;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Encodes the few fields of TensorFlow's protobuf message {@code Event} that scalars need.
 *
 * <p>Source: tensorboard/compat/proto/event.proto and summary.proto: Event has wall_time = 1
 * (double), step = 2 (int64), file_version = 3 (string), summary = 5; Summary has value = 1
 * (repeated); Value has tag = 1 (string), simple_value = 2 (float).
 */
final class Event {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private Event() {}

  /** The event that every file begins with. */
  static byte[] version(double wallTime) {
    Event event = new Event();
    event.fixed64(1, wallTime);
    event.bytes(3, "brain.Event:2".getBytes(StandardCharsets.UTF_8));
    return event.out.toByteArray();
  }

  /**
   * Scalars of one step.
   *
   * @param wallTime seconds since 1970
   */
  static byte[] scalars(double wallTime, long step, Map<String, Double> scalars) {
    Event summary = new Event();
    scalars.forEach(
        (tag, number) -> {
          Event value = new Event();
          value.bytes(1, tag.getBytes(StandardCharsets.UTF_8));
          value.fixed32(2, number.floatValue());
          summary.bytes(1, value.out.toByteArray());
        });
    Event event = new Event();
    event.fixed64(1, wallTime);
    event.key(2, VARINT);
    event.varint(step);
    event.bytes(5, summary.out.toByteArray());
    return event.out.toByteArray();
  }

  private void key(int field, int type) {
    varint((long) field << 3 | type);
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  private void fixed64(int field, double value) {
    key(field, FIXED64);
    out.writeBytes(little(8).putDouble(value).array());
  }

  private void fixed32(int field, float value) {
    key(field, FIXED32);
    out.writeBytes(little(4).putFloat(value).array());
  }

  private void bytes(int field, byte[] value) {
    key(field, BYTES);
    varint(value.length);
    out.writeBytes(value);
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
