package org.mixsep.batch;

import java.util.function.Function;
import org.mixsep.data.ImageShape;

/**
 * What each of the 256 values of a pixel becomes.
 *
 * @param of the new values, at least 0; those above 255 count as 255
 */
record PixelTable(int[] of) {
  private static final int LEVELS = 256;

  /** The {@code bits} highest bits of each value, 0 to 8. */
  static PixelTable posterize(int bits) {
    int mask = -(1 << 8 - bits);
    int[] table = new int[LEVELS];
    for (int i = 0; i < LEVELS; i++) {
      table[i] = i & mask;
    }
    return new PixelTable(table);
  }

  /** Inverted from {@code threshold} on. */
  static PixelTable solarize(double threshold) {
    int[] table = new int[LEVELS];
    for (int i = 0; i < LEVELS; i++) {
      table[i] = i < threshold ? i : LEVELS - 1 - i;
    }
    return new PixelTable(table);
  }

  /** From the least to the largest value there is; of a single value, none changes. */
  static PixelTable stretching(int[] counts) {
    int low = 0;
    int high = LEVELS - 1;
    while (low < high && counts[low] == 0) {
      low++;
    }
    while (high > low && counts[high] == 0) {
      high--;
    }
    int[] table = new int[LEVELS];
    double scale = high > low ? 255.0 / (high - low) : 1;
    double offset = high > low ? -low * scale : 0;
    for (int i = 0; i < LEVELS; i++) {
      table[i] = Math.max(0, (int) (i * scale + offset));
    }
    return new PixelTable(table);
  }

  /** As many pixels in every stretch of values, as far as that goes. */
  static PixelTable equalizing(int[] counts) {
    int all = 0;
    int last = 0;
    for (int count : counts) {
      all += count;
      last = count > 0 ? count : last;
    }
    int step = (all - last) / (LEVELS - 1);
    int[] table = new int[LEVELS];
    int sum = step / 2;
    for (int i = 0; i < LEVELS; i++) {
      table[i] = step == 0 ? i : sum / step;
      sum += counts[i];
    }
    return new PixelTable(table);
  }

  /** A table of its own for each channel, made of how often each value is there. */
  static void perChannel(byte[] pixels, ImageShape shape, Function<int[], PixelTable> maker) {
    int plane = shape.height() * shape.width();
    for (int from = 0; from < pixels.length; from += plane) {
      int[] counts = new int[LEVELS];
      for (int i = from; i < from + plane; i++) {
        counts[pixels[i] & 0xff]++;
      }
      maker.apply(counts).apply(pixels, from, from + plane);
    }
  }

  void applyToAll(byte[] pixels) {
    apply(pixels, 0, pixels.length);
  }

  private void apply(byte[] pixels, int from, int to) {
    for (int i = from; i < to; i++) {
      pixels[i] = (byte) Math.min(LEVELS - 1, of[pixels[i] & 0xff]);
    }
  }
}
