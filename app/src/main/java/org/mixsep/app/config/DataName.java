package org.mixsep.app.config;

/** Image sets that can be trained on. */
public enum DataName {
  /** House-number digits drawn by the program itself: needs no download. */
  STREET_DIGITS,
  /** CIFAR-10 in its official binary layout. */
  CIFAR10
}
