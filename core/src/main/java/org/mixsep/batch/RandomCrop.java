package org.mixsep.batch;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.mixsep.InvalidInputException;
import org.mixsep.data.ImageShape;

/**
 * Surrounds an image by a frame and cuts out a part of the old size at a random place: shifts it by
 * up to {@code padding} pixels each way. All shifts are equally likely.
 *
 * @param padding pixels on every side, at least 1; the frame may be wider than the image
 * @param fill what the frame shows
 */
public record RandomCrop(int padding, Fill fill) implements ImageAugmentation {
  /** What a frame around an image shows. */
  public enum Fill {
    /** Zeros of prepared images: after whitening or standardisation that is the mean image. */
    ZERO,
    /** The image mirrored at its outermost pixels, again and again, as numpy's {@code reflect}. */
    REFLECT
  }

  /**
   * @throws InvalidInputException when the padding is below 1
   */
  public RandomCrop {
    if (padding < 1) {
      throw new InvalidInputException(
          "random crop: padding is %s pixels, expected at least 1".formatted(padding));
    }
  }

  /** With zeros around. */
  public RandomCrop(int padding) {
    this(padding, Fill.ZERO);
  }

  /** The usual setting for 32x32 images: 4 pixels, zeros. */
  public RandomCrop() {
    this(4);
  }

  @Override
  public void apply(float[] image, ImageShape shape, Draw draw) {
    int choices = 2 * padding + 1;
    int down = RandomBits.below(choices, draw.bits()) - padding;
    int right = RandomBits.below(choices, draw.bits() << 32) - padding;
    switch (fill) {
      case ZERO -> shift(image, shape, down, right);
      case REFLECT -> shiftMirrored(image, shape, down, right);
    }
  }

  private static void shiftMirrored(float[] image, ImageShape shape, int down, int right) {
    int width = shape.width();
    int plane = shape.height() * width;
    int[] columns = IntStream.range(0, width).map(x -> mirrored(x + right, width)).toArray();
    float[] before = new float[plane];
    for (int base = 0; base < shape.values(); base += plane) {
      System.arraycopy(image, base, before, 0, plane);
      for (int y = 0; y < shape.height(); y++) {
        int from = mirrored(y + down, shape.height()) * width;
        int to = base + y * width;
        for (int x = 0; x < width; x++) {
          image[to + x] = before[from + columns[x]];
        }
      }
    }
  }

  /** Where a place outside of 0..size-1 lies in the row mirrored at its ends without end. */
  private static int mirrored(int place, int size) {
    if (size == 1) {
      return 0;
    }
    int period = 2 * (size - 1);
    int within = Math.floorMod(place, period);
    return Math.min(within, period - within);
  }

  /** Moves the part cut out, which begins {@code down} and {@code right} of the image's corner. */
  private static void shift(float[] image, ImageShape shape, int down, int right) {
    int height = shape.height();
    int width = shape.width();
    int from = Math.min(Math.max(0, right), width);
    int to = Math.min(Math.max(0, -right), width);
    int kept = Math.max(0, width - Math.abs(right));
    for (int channel = 0; channel < shape.channels(); channel++) {
      int base = channel * height * width;
      for (int i = 0; i < height; i++) {
        // Towards the side that rows come from, or a row would be overwritten before it is read.
        int y = down >= 0 ? i : height - 1 - i;
        int row = base + y * width;
        if (y + down < 0 || y + down >= height) {
          Arrays.fill(image, row, row + width, 0);
        } else {
          System.arraycopy(image, row + down * width + from, image, row + to, kept);
          Arrays.fill(image, row, row + to, 0);
          Arrays.fill(image, row + to + kept, row + width, 0);
        }
      }
    }
  }
}
