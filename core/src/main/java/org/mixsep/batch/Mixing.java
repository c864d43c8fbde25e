package org.mixsep.batch;

import org.mixsep.data.ImageShape;

/**
 * Makes one image of two of the batch, which then has both labels with shares that add up to 1. It
 * comes after all changes to single images.
 */
public sealed interface Mixing extends Augmentation permits Mixup, CutMix {
  /**
   * Mixes a second image into the first, in place, or leaves the first as it is.
   *
   * @param other as it was before anything was mixed into it; not changed
   * @param bits 64 random bits that nothing else uses
   * @return the first image's share, 0 to 1
   */
  float mix(float[] image, float[] other, ImageShape shape, long bits);
}
