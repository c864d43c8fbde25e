package org.mixsep.torch;

import java.util.function.Predicate;
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
   * The faster one on this processor, as Linux reports it: {@link #BFLOAT16} with AMX, and with
   * AVX512-BF16 where that takes twice as many products a cycle as float32 does, which Intel's does
   * not; {@link #FLOAT32} elsewhere.
   */
  public static Precision fastest() {
    return fastest(Processor::has);
  }

  /**
   * @param processorHas whether it has a flag, or is of a maker, by Linux's word for it
   */
  static Precision fastest(Predicate<String> processorHas) {
    boolean doubled = processorHas.test("avx512_bf16") && !processorHas.test("GenuineIntel");
    return processorHas.test("amx_bf16") || doubled ? BFLOAT16 : FLOAT32;
  }
}
