package org.mixsep.app.config;

import java.util.List;

/**
 * What is computed with.
 *
 * @param threads threads of libtorch, 0 for one per core
 */
public record MachineConfig(
    PrecisionChoice precision, ConvolutionChoice convolution, DeviceChoice device, int threads) {
  static final Setting<PrecisionChoice> PRECISION =
      new Setting<>(
          "precision",
          Kinds.hyphened(PrecisionChoice.values()),
          "auto",
          c -> c.machine().precision(),
          "Number format of the network; auto takes bfloat16 with AMX, and with AVX512-BF16 on AMD's"
              + " processors; Intel's are faster in float32 then. Weights, batch-norm statistics and"
              + " loss are float32 always.");
  static final Setting<ConvolutionChoice> CONVOLUTION =
      new Setting<>(
          "convolution",
          Kinds.hyphened(ConvolutionChoice.values()),
          "auto",
          c -> c.machine().convolution(),
          "How 3x3 convolutions are computed where it suits them: direct; side-by-side, images of"
              + " maps up to 8x8 in one wide image; winograd, those of 64 channels and more (128 in"
              + " bfloat16) in less than half of the multiplications, and in bfloat16 with AMX others"
              + " side by side. Equal but for rounding. auto takes winograd on the processor.");
  static final Setting<DeviceChoice> DEVICE =
      new Setting<>(
          "device",
          Kinds.hyphened(DeviceChoice.values()),
          "auto",
          c -> c.machine().device(),
          "Where to compute; auto takes a CUDA device where mixsep was built for one and finds it.");
  static final Setting<Integer> THREADS =
      new Setting<>(
          "threads",
          Kinds.whole(0, 1024),
          "0",
          c -> c.machine().threads(),
          "Processor threads; 0 takes all cores. Another number of threads gives other last bits.");
  static final List<Setting<?>> SETTINGS = List.of(PRECISION, CONVOLUTION, DEVICE, THREADS);

  public MachineConfig {
    PRECISION.checked(precision);
    CONVOLUTION.checked(convolution);
    DEVICE.checked(device);
    THREADS.checked(threads);
  }

  static MachineConfig of(Values values) {
    return new MachineConfig(
        values.get(PRECISION), values.get(CONVOLUTION), values.get(DEVICE), values.get(THREADS));
  }
}
