package org.mixsep.batch;

import java.util.Arrays;
import org.mixsep.InvalidInputException;
import org.mixsep.data.ImageShape;

/**
 * Sets a square of an image to zero, in all channels: of prepared images that is the mean image.
 * The square's centre is any pixel with equal chance, so a part of it may lie outside. Source:
 * DeVries and Taylor, "Improved regularization of convolutional neural networks with cutout", 2017,
 * which has 16 pixels for CIFAR-10 and 8 for CIFAR-100.
 *
 * @param size the square's side in pixels, at least 1
 */
public record Cutout(int size) implements ImageAugmentation {
  /**
   * @throws InvalidInputException when the size is below 1
   */
  public Cutout {
    if (size < 1) {
      throw new InvalidInputException(
          "cutout: size is %s pixels, expected at least 1".formatted(size));
    }
  }

  @Override
  public void apply(float[] image, ImageShape shape, Draw draw) {
    Box.random(shape, size, size, draw.bits())
        .forEachRow(shape, (from, to) -> Arrays.fill(image, from, to, 0));
  }
}
