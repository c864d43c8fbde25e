package org.mixsep.preprocess;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.mixsep.data.ImageShape;

/**
 * Fitted preprocessing as the payload of a {@link CacheFile}: for each value the length of its name
 * in bytes (int), its name, its number of doubles (int), the doubles; in the machine's byte order.
 */
final class FittedFile {
  private static final int CHUNK = 1 << 16;

  private FittedFile() {}

  /** What a whole file holds; empty when it must be computed. */
  static Optional<FittedPreprocessing> read(
      Path file, byte[] key, PreprocessingRecipe recipe, ImageShape shape) {
    try {
      long bytes = Files.exists(file) ? Files.size(file) - CacheFile.HEADER_BYTES : -1;
      if (bytes < 0 || bytes > Integer.MAX_VALUE || !CacheFile.isWhole(file, key, bytes)) {
        return Optional.empty();
      }
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        ByteBuffer payload =
            channel.map(FileChannel.MapMode.READ_ONLY, CacheFile.HEADER_BYTES, bytes);
        return Optional.of(
            FittedPreprocessing.restoreArrays(
                recipe, shape, values(payload.order(ByteOrder.nativeOrder()))));
      }
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Number of bytes that {@link #write} hands over. */
  static long bytes(FittedPreprocessing fitted) {
    long bytes = 0;
    for (Map.Entry<String, FittedValue> entry : fitted.values().entrySet()) {
      bytes += 8 + utf8(entry.getKey()).length + 8L * entry.getValue().values().length;
    }
    return bytes;
  }

  static void write(FittedPreprocessing fitted, Consumer<ByteBuffer> sink) {
    fitted
        .values()
        .forEach(
            (fullName, value) -> {
              byte[] name = utf8(fullName);
              double[] values = value.values();
              ByteBuffer head = buffer(8 + name.length);
              head.putInt(name.length).put(name).putInt(values.length);
              sink.accept(head.flip());
              ByteBuffer chunk = buffer(8 * CHUNK);
              for (int from = 0; from < values.length; from += CHUNK) {
                int count = Math.min(CHUNK, values.length - from);
                chunk.clear().limit(8 * count);
                chunk.asDoubleBuffer().put(values, from, count);
                sink.accept(chunk);
              }
            });
  }

  private static Map<String, double[]> values(ByteBuffer payload) {
    Map<String, double[]> values = new HashMap<>();
    while (payload.hasRemaining()) {
      byte[] name = new byte[payload.getInt()];
      payload.get(name);
      double[] array = new double[payload.getInt()];
      payload.asDoubleBuffer().get(array);
      payload.position(payload.position() + 8 * array.length);
      values.put(new String(name, StandardCharsets.UTF_8), array);
    }
    return values;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
  }
}
