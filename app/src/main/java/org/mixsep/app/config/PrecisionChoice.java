package org.mixsep.app.config;

/** Number format of the network; the loss is computed in float32 or better always. */
public enum PrecisionChoice {
  /** bfloat16 where the processor is faster in it, otherwise float32. */
  AUTO,
  FLOAT32,
  BFLOAT16
}
