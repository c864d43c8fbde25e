package org.mixsep;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** What libtorch makes of the same in float64, and how far something is from it. */
public final class Exact {
  private Exact() {}

  /**
   * Output, gradient of the input and of the weight of sum(convolution * factor), padded so that
   * stride 1 keeps the size.
   */
  public static Tensor[] convolution(Tensor x, Tensor weight, Tensor factor, long stride) {
    Tensor input = x.detach().to(ScalarType.Double).set_requires_grad(true);
    Tensor weights = weight.detach().to(ScalarType.Double).set_requires_grad(true);
    long[] strides = {stride, stride};
    long[] padding = {weight.size(2) / 2, weight.size(3) / 2};
    long[] dilation = {1, 1};
    Tensor out = torch.conv2d(input, weights, new TensorOptional(), strides, padding, dilation, 1);
    out.mul(factor.to(ScalarType.Double)).sum().backward();
    return new Tensor[] {out.detach(), input.grad(), weights.grad()};
  }

  /** The norm of the difference over that of {@code expected}. */
  public static double apart(Tensor actual, Tensor expected) {
    Tensor difference = actual.detach().to(ScalarType.Double).sub(expected.detach());
    return difference.norm().item_double() / expected.detach().norm().item_double();
  }
}
