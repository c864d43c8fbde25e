package org.mixsep.layer;

import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.mixsep.plan.LayerGraph;
import org.mixsep.torch.Convolution;
import org.mixsep.torch.Initializer;
import org.mixsep.torch.Variables;

/**
 * Convolution without bias, since a batch norm follows or precedes it; He initialisation unless
 * another is given.
 */
public final class Conv2d {
  private static final long[] DILATION = {1, 1};

  private final Tensor weight;
  private final TensorOptional noBias = new TensorOptional();
  private final long[] stride;
  private final long[] padding;
  private final Convolution form;
  private final boolean plain;
  private final boolean pointwise;

  /**
   * @param kernel side of the square kernel, odd; the input is padded so that stride 1 keeps its
   *     size
   */
  public Conv2d(Variables.Scope scope, int in, int out, int kernel, int stride) {
    this(scope, in, out, kernel, stride, Initializer.heNormal((long) in * kernel * kernel));
  }

  /** {@link #Conv2d(Variables.Scope, int, int, int, int)} with other first weights. */
  public Conv2d(
      Variables.Scope scope, int in, int out, int kernel, int stride, Initializer initializer) {
    this.weight = scope.parameter("weight", initializer, out, in, kernel, kernel);
    this.stride = new long[] {stride, stride};
    this.padding = new long[] {kernel / 2, kernel / 2};
    this.form = scope.compute().convolution();
    this.plain = kernel == 3 && stride == 1;
    this.pointwise = kernel == 1 && !scope.compute().onGpu();
  }

  /** [N, in, H, W] to [N, out, H / stride, W / stride], in the input's precision. */
  public Tensor forward(Tensor x) {
    ScalarType type = x.scalar_type().intern();
    Tensor w = weight.to(type);
    if (pointwise && type == ScalarType.Float) {
      return product(x, w);
    }
    boolean sideBySide = plain && form.laysSideBySide(type == ScalarType.BFloat16);
    return sideBySide && WideConvolution.suits(x, w)
        ? WideConvolution.forward(x, w)
        : torch.conv2d(x, w, noBias, stride, padding, DILATION, 1);
  }

  /**
   * A 1x1 kernel as a matrix product. The kernel that libtorch 2.10 takes for it in float32 (oneDNN
   * 3.7, brgconv_1x1) leaves the last 8 to 32 of some numbers of channels wrong on AMD's Zen 5,
   * also of the 320 and 640 of WRN28/10.
   */
  private Tensor product(Tensor x, Tensor w) {
    Tensor taken = strided(strided(x, 2), 3);
    return torch.linear(taken.permute(0, 2, 3, 1), w.flatten(1, -1)).permute(0, 3, 1, 2);
  }

  private Tensor strided(Tensor x, long dimension) {
    return stride[0] == 1
        ? x
        : x.slice(dimension, new LongOptional(), new LongOptional(), stride[0]);
  }

  /** The same as an operator of a graph. */
  public String describe(LayerGraph graph, String x) {
    return graph.convolution(x, weight, stride[0], padding[0]);
  }
}
