package org.mixsep.app.config;

import java.util.Optional;
import org.mixsep.torch.Convolution;
import org.mixsep.torch.Precision;

/** What is computed with. */
public final class MachineSettings {
  /** Where tensors live. */
  public enum Device {
    CPU,
    /** The first CUDA device. */
    CUDA
  }

  static final Group ALL = new Group(Scope.MACHINE);

  public static final Setting<Optional<Precision>> PRECISION =
      ALL.add("precision", Kinds.orAuto(Precision.values()), Optional.empty())
          .of(Scope.ARITHMETIC)
          .help(
              "Number format of the network; auto takes bfloat16 with AMX, and with AVX512-BF16 on AMD's"
                  + " processors; Intel's are faster in float32 then. Weights, batch-norm statistics and"
                  + " loss are float32 always.");
  public static final Setting<Optional<Convolution>> CONVOLUTION =
      ALL.add("convolution", Kinds.orAuto(Convolution.values()), Optional.empty())
          .of(Scope.ARITHMETIC)
          .help(
              "How 3x3 convolutions are computed where it suits them: direct; side-by-side, images of"
                  + " maps up to 8x8 in one wide image; winograd, those of 64 channels and more (128 in"
                  + " bfloat16) in less than half of the multiplications, and in bfloat16 with AMX others"
                  + " side by side. Equal but for rounding. auto takes winograd on the processor.");
  public static final Setting<Optional<Device>> DEVICE =
      ALL.add("device", Kinds.orAuto(Device.values()), Optional.empty())
          .help(
              "Where to compute; auto takes a CUDA device where mixsep was built for one and finds it.");
  public static final Setting<Integer> THREADS =
      ALL.add("threads", Kinds.whole(0, 1024), 0)
          .help(
              "Processor threads; 0 takes all cores, of several processes each its part. Another number of threads gives other last bits.");

  public static final Setting<Integer> PROCESSES_TIMEOUT =
      ALL.add("processes.timeout", Kinds.whole(1, 86_400), 600)
          .of(Scope.RECORDS)
          .help(
              "Seconds that one of several processes waits for another before it takes it for lost; all"
                  + " that one does alone, such as reading images, has to be done within.");

  private MachineSettings() {}
}
