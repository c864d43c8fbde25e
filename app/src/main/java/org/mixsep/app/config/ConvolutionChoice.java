package org.mixsep.app.config;

/** The form that convolutions are computed in. */
public enum ConvolutionChoice {
  /** {@link #WINOGRAD} for float32 on a processor under Linux, otherwise {@link #DIRECT}. */
  AUTO,
  /** libtorch's convolution. */
  DIRECT,
  /** Winograd's form, for those convolutions that it is faster for. */
  WINOGRAD
}
