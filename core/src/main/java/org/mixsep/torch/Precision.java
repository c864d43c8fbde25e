package org.mixsep.torch;

import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Number format of the maps that flow through a network.
 *
 * <p>Weights, batch-norm statistics, gradients of weights and losses are float32 either way.
 */
public enum Precision {
  FLOAT32(ScalarType.Float),
  BFLOAT16(ScalarType.BFloat16);

  private final ScalarType type;

  Precision(ScalarType type) {
    this.type = type;
  }

  public ScalarType type() {
    return type;
  }

  /**
   * The faster one on this processor: {@link #BFLOAT16} where it multiplies bfloat16 in hardware
   * (AMX or AVX512-BF16, as Linux reports it), {@link #FLOAT32} elsewhere.
   */
  public static Precision fastest() {
    return Processor.has("amx_bf16") || Processor.has("avx512_bf16") ? BFLOAT16 : FLOAT32;
  }
}
