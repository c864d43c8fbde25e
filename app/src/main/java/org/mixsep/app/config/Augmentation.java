package org.mixsep.app.config;

/** Random changes of each training image, drawn anew each time it is seen. */
public enum Augmentation {
  /** Mirrored left to right every second time. */
  FLIP(false),
  /** Framed and cut back to its size at a random place. */
  CROP(false),
  /** A square set to zero. */
  CUTOUT(false),
  /** One of 14 operations on the pixels, of random strength. */
  TRIVIALAUGMENT(true),
  /** Several of these operations, of a given strength. */
  RANDAUGMENT(true),
  /** The weighted mean of two images, with both labels. */
  MIXUP(false),
  /** A rectangle replaced by that of another image, with both labels. */
  CUTMIX(false);

  private final boolean changesPixels;

  Augmentation(boolean changesPixels) {
    this.changesPixels = changesPixels;
  }

  /** Whether it changes pixels, which must be done before images are prepared. */
  public boolean changesPixels() {
    return changesPixels;
  }

  /** Whether it makes one image of two, with both labels. */
  public boolean mixes() {
    return this == MIXUP || this == CUTMIX;
  }
}
