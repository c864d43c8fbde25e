package org.mixsep.batch;

import org.mixsep.data.ImageShape;

/**
 * What {@link TrivialAugment} and {@link RandAugment} do to the pixels of an image. The results are
 * those of Pillow's functions of the same names.
 */
enum PixelOperation {
  IDENTITY,
  /** Moves every row by its distance from the top times the magnitude. */
  SHEAR_X,
  /** Moves every column by its distance from the left times the magnitude. */
  SHEAR_Y,
  /** By so many pixels, rounded towards 0. */
  TRANSLATE_X,
  TRANSLATE_Y,
  /** Counter-clockwise, in degrees. */
  ROTATE,
  /** Away from black by 1 + magnitude. */
  BRIGHTNESS,
  /** Away from grey by 1 + magnitude. */
  COLOUR,
  /** Away from the mean grey by 1 + magnitude. */
  CONTRAST,
  /** Away from the smoothed image by 1 + magnitude. */
  SHARPNESS,
  /** Keeps so many of the 8 bits. */
  POSTERIZE,
  /** Inverts what is not below the magnitude. */
  SOLARIZE,
  /** Stretches each channel to 0..255. */
  AUTO_CONTRAST,
  /** Spreads each channel's values evenly. */
  EQUALIZE;

  /** Any, with equal chance. */
  static PixelOperation random(long bits) {
    PixelOperation[] all = values();
    return all[RandomBits.below(all.length, bits)];
  }

  /**
   * The magnitude with a sign by chance, where the operation goes both ways.
   *
   * @param bits that the operation was drawn from too
   */
  double signed(double magnitude, long bits) {
    boolean bothWays =
        switch (this) {
          case SHEAR_X, SHEAR_Y, TRANSLATE_X, TRANSLATE_Y, ROTATE -> true;
          case BRIGHTNESS, COLOUR, CONTRAST, SHARPNESS -> true;
          case IDENTITY, POSTERIZE, SOLARIZE, AUTO_CONTRAST, EQUALIZE -> false;
        };
    return bothWays && RandomBits.unit(RandomBits.of(bits, 2)) < 0.5 ? -magnitude : magnitude;
  }

  /**
   * Changes an image in place.
   *
   * @param pixels unsigned bytes, channel by channel, row by row
   */
  void apply(byte[] pixels, ImageShape shape, double magnitude) {
    switch (this) {
      case IDENTITY -> {}
      case SHEAR_X -> AffineMap.shear(magnitude, 0).apply(pixels, shape);
      case SHEAR_Y -> AffineMap.shear(0, magnitude).apply(pixels, shape);
      case TRANSLATE_X -> AffineMap.shift((int) magnitude, 0).apply(pixels, shape);
      case TRANSLATE_Y -> AffineMap.shift(0, (int) magnitude).apply(pixels, shape);
      case ROTATE -> AffineMap.rotation(magnitude, shape).apply(pixels, shape);
      case BRIGHTNESS -> PixelBlend.brightness(pixels, 1 + magnitude);
      case COLOUR -> PixelBlend.colour(pixels, shape, 1 + magnitude);
      case CONTRAST -> PixelBlend.contrast(pixels, shape, 1 + magnitude);
      case SHARPNESS -> PixelBlend.sharpness(pixels, shape, 1 + magnitude);
      case POSTERIZE -> PixelTable.posterize((int) magnitude).applyToAll(pixels);
      case SOLARIZE -> PixelTable.solarize(magnitude).applyToAll(pixels);
      case AUTO_CONTRAST -> PixelTable.perChannel(pixels, shape, PixelTable::stretching);
      case EQUALIZE -> PixelTable.perChannel(pixels, shape, PixelTable::equalizing);
    }
  }
}
