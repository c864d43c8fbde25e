package org.mixsep.batch;

import org.mixsep.InvalidInputException;
import org.mixsep.data.ImageShape;

/**
 * Several operations on the pixels one after another, any of 14 with equal chance, all of one
 * strength. Source: Cubuk et al., "RandAugment: Practical automated data augmentation with a
 * reduced search space", 2020, in torchvision's numbers; what moves in from outside is black.
 *
 * @param operations how many, at least 1; 2 in torchvision
 * @param strength 0 to 30; 9 in torchvision
 */
public record RandAugment(int operations, int strength) implements PixelAugmentation {
  private static final int STRONGEST = 30;

  /** Of an image's side: 150 of 331 pixels in the source. */
  private static final double MOST_OF_SIDE = 150.0 / 331;

  /**
   * @throws InvalidInputException when the number of operations or the strength is out of range
   */
  public RandAugment {
    if (operations < 1) {
      throw new InvalidInputException(
          "randaugment: %s operations, expected at least 1".formatted(operations));
    }
    if (strength < 0 || strength > STRONGEST) {
      throw new InvalidInputException(
          "randaugment: strength is %s, expected 0 to %s".formatted(strength, STRONGEST));
    }
  }

  @Override
  public void apply(byte[] pixels, ImageShape shape, Draw draw) {
    for (int i = 0; i < operations; i++) {
      long bits = RandomBits.of(draw.bits(), i);
      PixelOperation operation = PixelOperation.random(RandomBits.of(bits, 0));
      operation.apply(pixels, shape, operation.signed(magnitude(operation, shape), bits));
    }
  }

  private double magnitude(PixelOperation operation, ImageShape shape) {
    double share = (double) strength / STRONGEST;
    return switch (operation) {
      case IDENTITY, AUTO_CONTRAST, EQUALIZE -> 0;
      case SHEAR_X, SHEAR_Y -> 0.3 * share;
      case BRIGHTNESS, COLOUR, CONTRAST, SHARPNESS -> 0.9 * share;
      case TRANSLATE_X -> MOST_OF_SIDE * shape.width() * share;
      case TRANSLATE_Y -> MOST_OF_SIDE * shape.height() * share;
      case ROTATE -> 30 * share;
      case POSTERIZE -> 8 - Math.round(4 * share);
      case SOLARIZE -> 255 * (1 - share);
    };
  }
}
