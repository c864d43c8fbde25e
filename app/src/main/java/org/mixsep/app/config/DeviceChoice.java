package org.mixsep.app.config;

/** Where tensors live. */
public enum DeviceChoice {
  /** The first CUDA device if there is one, otherwise the processor. */
  AUTO,
  CPU,
  CUDA
}
