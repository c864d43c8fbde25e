package org.mixsep.batch;

import org.mixsep.data.ImageShape;

/**
 * A change to the pixels of one image before it is prepared, which leaves its label as it is. It
 * comes before all other augmentations and needs {@link org.mixsep.preprocess.PixelImages}.
 */
public sealed interface PixelAugmentation extends Augmentation permits TrivialAugment, RandAugment {
  /**
   * Changes one image in place.
   *
   * @param pixels unsigned bytes, channel by channel, row by row
   * @param draw what chance gave for this use of this image
   */
  void apply(byte[] pixels, ImageShape shape, Draw draw);
}
