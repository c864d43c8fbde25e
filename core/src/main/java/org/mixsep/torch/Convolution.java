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
   * Winograd's form, in training, of convolutions from and to many channels on the processor, in
   * blocks that are planned: equal to {@link #DIRECT} but for rounding, and up to twice as fast. In
   * float32 F(4x4, 3x3) from 64 channels on, where sides of maps are multiples of 4; in bfloat16
   * F(2x2, 3x3), products in bfloat16, from 128 on, where they are even. With AMX, what it does not
   * suit in bfloat16 is taken {@link #SIDE_BY_SIDE}.
   */
  WINOGRAD;

  /** The fastest form by itself. */
  static Convolution fastest(boolean onGpu) {
    return onGpu ? DIRECT : WINOGRAD;
  }

  /** Whether small maps lie beside each other, where no other form suits them better. */
  public boolean laysSideBySide(boolean bfloat16) {
    return this == SIDE_BY_SIDE || this == WINOGRAD && bfloat16 && Processor.has("amx_bf16");
  }
}
