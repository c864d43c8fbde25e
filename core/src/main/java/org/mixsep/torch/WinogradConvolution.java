package org.mixsep.torch;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** A convolution by {@link Winograd}, to as many channels, that autograd goes back through. */
final class WinogradConvolution {
  private final Tensor weight;
  private final CustomFunction function = new CustomFunction();

  /**
   * @param weight a leaf, [C, C, 3, 3], float32, channels last
   */
  WinogradConvolution(Tensor weight) {
    this.weight = weight;
  }

  /** Whether this form computes the convolution of {@code x}, and is the faster one. */
  boolean suits(Tensor x) {
    return Winograd.suits(x, weight.size(1))
        && (function.hasRoom() || !CustomFunction.records(x, weight));
  }

  /** [N, C, H, W] to the same shape; {@link #suits} must have said yes. */
  Tensor forward(Tensor x) {
    Tensor out = torch.empty_like(x);
    Winograd.forward(x, weight, out);
    if (CustomFunction.records(x, weight)) {
      function.record(x, out, this::backward, x.detach());
    }
    return out;
  }

  private Tensor backward(Tensor gradient, List<Tensor> saved) {
    Tensor x = saved.get(0);
    Tensor ofInput = torch.empty_like(x);
    CustomFunction.accumulate(weight, Winograd.backward(gradient, x, weight, ofInput));
    return ofInput;
  }
}
