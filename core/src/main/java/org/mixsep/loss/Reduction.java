package org.mixsep.loss;

/** How the hinged class distances become one within-class loss. */
public enum Reduction {
  /** Summed over the classes (the paper, Eq. 5). */
  SUM,
  /** Averaged over the classes that have a pair in the batch. */
  MEAN
}
