package org.mixsep.app.config;

/** Random changes of each training image, drawn anew each time it is seen. */
public enum Augmentation {
  /** Mirrored left to right with probability 1/2. */
  FLIP,
  /** Padded by 4 pixels and cut back to its size at a random place. */
  CROP
}
