package org.mixsep.batch;

import org.mixsep.data.ImageShape;

/**
 * One operation on the pixels, any of 14 with equal chance and any of 31 strengths. Source: Müller
 * and Hutter, "TrivialAugment: Tuning-free yet state-of-the-art data augmentation", 2021, the space
 * "wide", in torchvision's numbers; what moves in from outside is black.
 */
public record TrivialAugment() implements PixelAugmentation {
  private static final int STRENGTHS = 31;
  private static final double MOST_PIXELS = 32;

  @Override
  public void apply(byte[] pixels, ImageShape shape, Draw draw) {
    PixelOperation operation = PixelOperation.random(RandomBits.of(draw.bits(), 0));
    double strength =
        RandomBits.below(STRENGTHS, RandomBits.of(draw.bits(), 1)) / (STRENGTHS - 1.0);
    double magnitude = operation.signed(magnitude(operation, strength), draw.bits());
    operation.apply(pixels, shape, magnitude);
  }

  /**
   * @param strength 0 to 1
   */
  private static double magnitude(PixelOperation operation, double strength) {
    return switch (operation) {
      case IDENTITY, AUTO_CONTRAST, EQUALIZE -> 0;
      case SHEAR_X, SHEAR_Y, BRIGHTNESS, COLOUR, CONTRAST, SHARPNESS -> 0.99 * strength;
      case TRANSLATE_X, TRANSLATE_Y -> MOST_PIXELS * strength;
      case ROTATE -> 135 * strength;
      case POSTERIZE -> 8 - Math.round(6 * strength);
      case SOLARIZE -> 255 * (1 - strength);
    };
  }
}
