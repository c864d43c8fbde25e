package org.mixsep.app.config;

/** Distance between two images of one class. */
public enum PairDistance {
  EUCLIDEAN,
  MANHATTAN,
  SQUARED_EUCLIDEAN
}
