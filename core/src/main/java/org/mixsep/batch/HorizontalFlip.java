package org.mixsep.batch;

import org.mixsep.InvalidInputException;
import org.mixsep.data.ImageShape;

/**
 * Swaps left and right with a given probability. Source: the paper, section on data sets (1/2).
 *
 * @param probability 0..1
 */
public record HorizontalFlip(double probability) implements ImageAugmentation {
  /**
   * @throws InvalidInputException when the probability is not in 0..1
   */
  public HorizontalFlip {
    if (!(probability >= 0 && probability <= 1)) {
      throw new InvalidInputException(
          "horizontal flip: probability is %s, expected 0 to 1".formatted(probability));
    }
  }

  /** The paper's setting: probability 1/2. */
  public HorizontalFlip() {
    this(0.5);
  }

  @Override
  public void apply(float[] image, ImageShape shape, Draw draw) {
    if (RandomBits.unit(draw.bits()) < probability) {
      mirror(image, shape);
    }
  }

  /** Swaps left and right. */
  static void mirror(float[] image, ImageShape shape) {
    int width = shape.width();
    for (int row = 0; row < shape.values(); row += width) {
      for (int left = row, right = row + width - 1; left < right; left++, right--) {
        float value = image[left];
        image[left] = image[right];
        image[right] = value;
      }
    }
  }
}
