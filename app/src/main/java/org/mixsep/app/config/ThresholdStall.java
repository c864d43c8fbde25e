package org.mixsep.app.config;

/** How it is judged that the within-class loss has stalled. */
public enum ThresholdStall {
  /** By the means of two windows, as in the paper. */
  MEANS,
  /** By the trend within one window. */
  TREND
}
