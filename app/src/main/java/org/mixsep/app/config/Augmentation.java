package org.mixsep.app.config;

/** Random changes of each training image, drawn anew each time it is seen. */
public enum Augmentation {
  /** Mirrored left to right every second time. */
  FLIP,
  /** Framed and cut back to its size at a random place. */
  CROP,
  /** A square set to zero. */
  CUTOUT,
  /** The weighted mean of two images, with both labels. */
  MIXUP,
  /** A rectangle replaced by that of another image, with both labels. */
  CUTMIX
}
