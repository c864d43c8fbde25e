package org.mixsep.torch;

import java.util.Collection;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Tensor;

/** Moves averages of tensors towards them, all in one call of libtorch's {@code _foreach_lerp_}. */
public final class FusedAverage {
  private static final String SCRIPT =
      """
      def run(averages: List[Tensor], tensors: List[Tensor], share: float) -> int:
          torch._foreach_lerp_(averages, tensors, share)
          return 0
      """;

  private final TorchScript script = new TorchScript(SCRIPT);
  private final IValue averages;
  private final IValue tensors;

  /**
   * @param averages changed in place
   * @param tensors one for each, of the same shape
   */
  public FusedAverage(Collection<Tensor> averages, Collection<Tensor> tensors) {
    this.averages = TorchScript.list(averages);
    this.tensors = TorchScript.list(tensors);
  }

  /**
   * Adds to each average {@code share} of what its tensor is more.
   *
   * @param share in [0, 1]; at 1 averages become copies, bit for bit
   */
  public void follow(double share) {
    try (PointerScope scope = new PointerScope()) {
      script.run(averages, tensors, new IValue(share));
    }
  }
}
