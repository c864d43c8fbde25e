package org.mixsep.torch;

/** The form that a network's 3x3 convolutions of stride 1 are computed in, where it suits them. */
public enum Convolution {
  /** libtorch's convolution as it is. */
  DIRECT,

  /**
   * Images of small maps, sides up to 8, laid beside each other: up to eight times as fast with
   * AMX, slower without. The same multiplications as {@link #DIRECT}, added in another order.
   */
  SIDE_BY_SIDE,

  /**
   * Winograd's form, in training, of convolutions from and to 64 channels or more (in bfloat16
   * 256), sides of maps a multiple of 4, on the processor, in blocks that are planned: equal to
   * {@link #DIRECT} but for rounding, and up to twice as fast. Computed in float32, also where maps
   * are bfloat16.
   */
  WINOGRAD;

  /** The fastest form by itself. */
  static Convolution fastest(boolean onGpu, Precision precision) {
    if (onGpu) {
      return DIRECT;
    }
    return precision == Precision.BFLOAT16 && Processor.has("amx_bf16") ? SIDE_BY_SIDE : WINOGRAD;
  }
}
