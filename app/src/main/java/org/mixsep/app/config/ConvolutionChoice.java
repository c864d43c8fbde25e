package org.mixsep.app.config;

/** The form that convolutions are computed in. */
public enum ConvolutionChoice {
  /** The fastest: which one depends on the precision and the processor. */
  AUTO,
  /** libtorch's convolution. */
  DIRECT,
  /** Images of small maps laid beside each other. */
  SIDE_BY_SIDE,
  /** Winograd's form, for those convolutions that it is faster for. */
  WINOGRAD
}
