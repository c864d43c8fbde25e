package org.mixsep.batch;

import org.mixsep.data.ImageShape;

/**
 * A random change to a training image, made anew each time it is used. A pure function of the image
 * and what chance gave; thread-safe.
 */
public sealed interface Augmentation permits HorizontalFlip, AlternatingFlip, RandomCrop, Cutout {
  /**
   * Changes one image in place.
   *
   * @param image its values, channel by channel, row by row
   * @param draw what chance gave for this use of this image
   */
  void apply(float[] image, ImageShape shape, Draw draw);
}
