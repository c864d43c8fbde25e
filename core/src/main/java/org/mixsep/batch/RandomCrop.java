package org.mixsep.batch;

import java.util.Arrays;
import org.mixsep.InvalidInputException;
import org.mixsep.data.ImageShape;

/**
 * Surrounds an image by zeros and cuts out a part of the old size at a random place: shifts it by
 * up to {@code padding} pixels each way. All shifts are equally likely. The zeros are zeros of
 * prepared images, which after whitening or standardisation is the mean image.
 *
 * @param padding pixels on every side, at least 1
 */
public record RandomCrop(int padding) implements Augmentation {
  /**
   * @throws InvalidInputException when the padding is below 1
   */
  public RandomCrop {
    if (padding < 1) {
      throw new InvalidInputException(
          "random crop: padding is %s pixels, expected at least 1".formatted(padding));
    }
  }

  /** The usual setting for 32x32 images: 4 pixels. */
  public RandomCrop() {
    this(4);
  }

  @Override
  public void apply(float[] image, ImageShape shape, long bits) {
    int choices = 2 * padding + 1;
    int down = RandomBits.below(choices, bits) - padding;
    int right = RandomBits.below(choices, bits << 32) - padding;
    shift(image, shape, down, right);
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
