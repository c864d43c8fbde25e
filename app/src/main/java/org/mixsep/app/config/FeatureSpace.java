package org.mixsep.app.config;

/** What the distance of two images is measured on. */
public enum FeatureSpace {
  /** The logits as they are (the paper). */
  LOGITS,
  /** Logits scaled to length 1. */
  UNIT,
  /** The softmax of the logits. */
  PROBABILITY
}
