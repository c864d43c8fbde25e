package org.mixsep.app.tensorboard;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files are read back by a decoder of the tests' own, with a checksum computed bit by bit. */
class EventFileTest {
  @TempDir Path folder;
  private Path path;
  private EventFile file;

  @BeforeEach
  void name() {
    path = folder.resolve("events.out.tfevents.mixsep");
    file = new EventFile(path);
  }

  /** The checksum's own check value: CRC-32C of "123456789" is e3069283. */
  @Test
  void theTestsChecksumIsTheStandards() {
    assertEquals(0xe3069283, crc("123456789".getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void anEventIsTheseBytes() {
    byte[] expected = {
      0x09,
      0,
      0,
      0,
      0,
      0,
      0,
      (byte) 0xf8,
      0x3f, // wall_time 1.5
      0x10,
      (byte) 0xac,
      0x02, // step 300
      0x2a,
      0x0a,
      0x0a,
      0x08, // summary of 10 bytes, a value of 8
      0x0a,
      0x01,
      'a',
      0x15,
      0,
      0,
      0,
      0x40 // tag "a", simple_value 2
    };
    assertArrayEquals(expected, Event.scalars(1.5, 300, Map.of("a", 2.0)));
  }

  @Test
  void scalarsAreReadBack() throws IOException {
    double before = System.currentTimeMillis() / 1e3;
    file.append(100, Map.of("train/loss", 2.5));
    file.append(70_000, Map.of("test/error/block4", 25.75));
    List<String> read = read();
    assertEquals(
        List.of("brain.Event:2", "100 train/loss 2.5", "70000 test/error/block4 25.75"), read);
    double wallTime =
        ByteBuffer.wrap(Files.readAllBytes(path), 13, 8).order(ByteOrder.LITTLE_ENDIAN).getDouble();
    assertTrue(wallTime >= before && wallTime < before + 600);
  }

  @Test
  void aRollbackLeavesNoDuplicates() throws IOException {
    for (long step : new long[] {100, 200, 300}) {
      file.append(step, Map.of("x", 1.0 * step));
    }
    file.dropAfter(200);
    file.append(300, Map.of("x", 7.0));
    assertEquals(List.of("brain.Event:2", "100 x 100.0", "200 x 200.0", "300 x 7.0"), read());
    file.dropAfter(0);
    assertEquals(List.of("brain.Event:2"), read());
  }

  @Test
  void aRecordThatACrashCutIsDropped() throws IOException {
    file.append(100, Map.of("x", 1.0));
    file.append(200, Map.of("x", 2.0));
    byte[] bytes = Files.readAllBytes(path);
    for (int cut : new int[] {1, 5, 20}) {
      Files.write(path, Arrays.copyOf(bytes, bytes.length - cut));
      file.dropAfter(1000);
      assertEquals(List.of("brain.Event:2", "100 x 1.0"), read(), "cut " + cut);
    }
    bytes[bytes.length - 6] ^= 1;
    Files.write(path, bytes);
    Files.write(path, new byte[] {1, 2, 3}, StandardOpenOption.APPEND);
    file.dropAfter(1000);
    assertEquals(List.of("brain.Event:2", "100 x 1.0"), read());
  }

  private List<String> read() throws IOException {
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
    List<String> events = new ArrayList<>();
    while (in.hasRemaining()) {
      byte[] length = take(in, 8);
      assertEquals(masked(length), in.getInt());
      byte[] event =
          take(in, (int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong());
      assertEquals(masked(event), in.getInt());
      events.add(message(event).strip());
    }
    return events;
  }

  /** Step, version, tags and values in their order; recurs into the fields that hold messages. */
  private static String message(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    StringBuilder text = new StringBuilder();
    while (in.hasRemaining()) {
      int key = (int) varint(in);
      switch (key) {
        case 1 << 3 | 1 -> in.getDouble();
        case 2 << 3 -> text.append(varint(in)).append(' ');
        case 3 << 3 | 2 ->
            text.append(new String(take(in, (int) varint(in)), StandardCharsets.UTF_8));
        case 5 << 3 | 2 -> text.append(summary(take(in, (int) varint(in))));
        default -> throw new AssertionError("field " + key);
      }
    }
    return text.toString();
  }

  private static String summary(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    StringBuilder text = new StringBuilder();
    while (in.hasRemaining()) {
      assertEquals(1 << 3 | 2, varint(in));
      long end = varint(in) + in.position();
      assertEquals(1 << 3 | 2, varint(in));
      text.append(new String(take(in, (int) varint(in)), StandardCharsets.UTF_8)).append(' ');
      assertEquals(2 << 3 | 5, varint(in));
      text.append(in.getFloat()).append(' ');
      assertEquals(end, in.position());
    }
    return text.toString();
  }

  private static long varint(ByteBuffer in) {
    byte part = in.get();
    return part >= 0 ? part : (part & 0x7f) + 128 * varint(in);
  }

  private static byte[] take(ByteBuffer in, int size) {
    byte[] bytes = new byte[size];
    in.get(bytes);
    return bytes;
  }

  private static int masked(byte[] bytes) {
    int crc = crc(bytes);
    return ((crc >>> 15) | (crc << 17)) + 0xa282ead8;
  }

  private static int crc(byte[] bytes) {
    int crc = ~0;
    for (byte b : bytes) {
      crc ^= b & 0xff;
      for (int i = 0; i < 8; i++) {
        crc = (crc >>> 1) ^ ((crc & 1) != 0 ? 0x82f63b78 : 0);
      }
    }
    return ~crc;
  }
}
