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

  private final boolean sideBySide;

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
    this.sideBySide =
        kernel == 3 && stride == 1 && scope.compute().convolution() == Convolution.SIDE_BY_SIDE;
  }

  /** [N, in, H, W] to [N, out, H / stride, W / stride], in the input's precision. */
  public Tensor forward(Tensor x) {
    Tensor w = weight.to(x.scalar_type().intern());
    return sideBySide && SideBySide.suits(x, w)
        ? SideBySide.forward(x, w)
        : torch.conv2d(x, w, noBias, stride, padding, DILATION, 1);
  }

  /** The same as an operator of a graph. */
  public String describe(LayerGraph graph, String x) {
    return graph.convolution(x, weight, stride[0], padding[0]);
  }
}
