package org.mixsep.torch;

import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.mixsep.InvalidInputException;

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

  /**
   * Puts a captured state back.
   *
   * @throws InvalidInputException when it is none, or another device's
   */
  public static void restore(Compute compute, Tensor state) {
    try {
      generator(compute).set_state(state);
    } catch (RuntimeException e) { // libtorch looks at its type, size and content
      throw new InvalidInputException(
          "the state of random numbers is damaged, or of another device", e);
    }
  }

  private static Generator generator(Compute compute) {
    return torch.globalContext().defaultGenerator(compute.device());
  }
}
