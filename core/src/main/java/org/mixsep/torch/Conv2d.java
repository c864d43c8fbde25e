package org.mixsep.torch;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Convolution without bias, since a batch norm follows or precedes it; He initialisation. */
public final class Conv2d {
  private static final long[] DILATION = {1, 1};

  private final Tensor weight;
  private final TensorOptional noBias = new TensorOptional();
  private final long[] stride;
  private final long[] padding;

  /** The fast form where this convolution can have one, or else null. */
  private final WinogradConvolution fast;

  /**
   * @param kernel side of the square kernel, odd; the input is padded so that stride 1 keeps its
   *     size
   */
  public Conv2d(Variables.Scope scope, int in, int out, int kernel, int stride) {
    this.weight =
        scope.parameter(
            "weight", Initializer.heNormal((long) in * kernel * kernel), out, in, kernel, kernel);
    this.stride = new long[] {stride, stride};
    this.padding = new long[] {kernel / 2, kernel / 2};
    boolean candidate = in == out && kernel == 3 && stride == 1;
    this.fast = candidate && scope.compute().winograd() ? new WinogradConvolution(weight) : null;
  }

  /** [N, in, H, W] to [N, out, H / stride, W / stride], in the input's precision. */
  public Tensor forward(Tensor x) {
    if (fast != null && fast.suits(x)) {
      return fast.forward(x);
    }
    Tensor w = weight.to(x.scalar_type().intern());
    return torch.conv2d(x, w, noBias, stride, padding, DILATION, 1);
  }

  /** The same as an operator of a graph. */
  public String describe(LayerGraph graph, String x) {
    return graph.convolution(x, weight, stride[0], padding[0]);
  }
}
