package org.mixsep.app.config;

/** What is minimised. */
public enum LossName {
  /** The between-class loss alone. */
  CROSS_ENTROPY,
  /** The mixture separability loss: between-class loss plus weighted within-class loss. */
  MSL,
  /** Center loss: between-class loss plus the weighted distance to class centers. */
  CENTER
}
