package org.mixsep.torch;

import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The state of libtorch's own random numbers, which dropout draws from. */
public final class RandomState {
  static {
    NativeCache.ready();
  }

  private RandomState() {}

  /** Starts the random numbers of all devices at {@code seed}. */
  public static void seed(long seed) {
    torch.manual_seed(seed);
  }

  /** The generator's state on the device, uint8, in host memory. */
  public static Tensor capture(Compute compute) {
    return generator(compute).get_state();
  }

  /** Puts a captured state back. */
  public static void restore(Compute compute, Tensor state) {
    generator(compute).set_state(state);
  }

  private static Generator generator(Compute compute) {
    return torch.globalContext().defaultGenerator(compute.device());
  }
}
