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
   * Winograd's form of convolutions to as many channels, 128 or more, in float32 on the processor:
   * equal to {@link #DIRECT} but for rounding, and up to twice as fast where threads do not wait in
   * each other's way (docs/library.md).
   */
  WINOGRAD;

  /** The fastest one that asks nothing of the program's environment. */
  static Convolution fastest(boolean onGpu, Precision precision) {
    return !onGpu && precision == Precision.BFLOAT16 && Processor.has("amx_bf16")
        ? SIDE_BY_SIDE
        : DIRECT;
  }
}
