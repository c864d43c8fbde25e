package org.mixsep.app.config;

/** Steps that change the pixels once, before training, in the order they are named. */
public enum Preprocessing {
  /** Global contrast normalisation, per image. */
  GCN,
  /** ZCA whitening, fitted on the training images. */
  ZCA,
  /** Mean 0 and standard deviation 1 per channel, taken from the training images. */
  STANDARDIZE,
  /** Mean and standard deviation of ImageNet's pixels, for published weights. */
  IMAGENET
}
