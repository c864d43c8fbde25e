package org.mixsep.app.config;

/** How the within-class loss puts the classes of a batch together. */
public enum Reduction {
  /** The sum over classes (the paper). */
  SUM,
  /** The mean over the classes that have a pair in the batch. */
  MEAN
}
