package org.mixsep.app.config;

/** Who shares an adaptive threshold. */
public enum ThresholdScope {
  /** One threshold for all modules, driven by their mean within-class loss. */
  SHARED,
  /** One threshold for each module. */
  MODULE
}
