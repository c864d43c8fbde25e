package org.mixsep.app.config;

/** The form that convolutions are computed in. */
public enum ConvolutionChoice {
  /** The fastest: Winograd's form on the processor, libtorch's on a GPU. */
  AUTO,
  /** libtorch's convolution. */
  DIRECT,
  /** Images of small maps laid beside each other. */
  SIDE_BY_SIDE,
  /** Winograd's form, for those convolutions that it is faster for. */
  WINOGRAD
}
