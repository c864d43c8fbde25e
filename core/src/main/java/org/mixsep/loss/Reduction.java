package org.mixsep.loss;

/** How what classes contribute becomes one loss. */
public enum Reduction {
  /** Summed over the classes; of the within-class loss the paper's (Eq. 5). */
  SUM,
  /** Averaged over the classes; of the within-class loss over those with a pair in the batch. */
  MEAN
}
