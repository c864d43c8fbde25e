package org.mixsep.batch;

import org.mixsep.data.ImageShape;

/** A change to one prepared image, which leaves its label as it is. */
public sealed interface ImageAugmentation extends Augmentation
    permits HorizontalFlip, AlternatingFlip, RandomCrop, Cutout {
  /**
   * Changes one image in place.
   *
   * @param image its values, channel by channel, row by row
   * @param draw what chance gave for this use of this image
   */
  void apply(float[] image, ImageShape shape, Draw draw);
}
