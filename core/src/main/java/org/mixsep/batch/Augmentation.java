package org.mixsep.batch;

import org.mixsep.data.ImageShape;

/**
 * A random change to a training image, made anew each time it is used. A pure function of the image
 * and the random bits given; thread-safe.
 */
public sealed interface Augmentation permits HorizontalFlip, RandomCrop {
  /**
   * Changes one image in place.
   *
   * @param image its values, channel by channel, row by row
   * @param bits 64 random bits that nothing else uses
   */
  void apply(float[] image, ImageShape shape, long bits);
}
