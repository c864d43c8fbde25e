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

/** Convolution; He initialisation unless another is given, biases 0. */
public final class Conv2d {
  private static final long[] DILATION = {1, 1};

  private final Tensor weight;
  private final Tensor bias;
  private final long[] stride;
  private final long[] padding;
  private final long groups;
  private final Convolution form;
  private final boolean plain;
  private final boolean pointwise;

  /**
   * What a convolution sees at once.
   *
   * @param kernel side of the square kernel
   * @param padding zeros at every border
   * @param groups of channels, each of which is convolved by itself
   * @param bias whether a number is added to each channel; where a batch norm follows or precedes
   *     it is of no use
   */
  public record Window(int kernel, int stride, int padding, int groups, boolean bias) {
    /**
     * Padded so that stride 1 keeps the input's size.
     *
     * @param kernel odd
     */
    public static Window of(int kernel, int stride) {
      return new Window(kernel, stride, kernel / 2, 1, false);
    }

    /** Squares that do not overlap, with a bias. */
    public static Window patches(int side) {
      return new Window(side, side, 0, 1, true);
    }

    public Window inGroups(int groups) {
      return new Window(kernel, stride, padding, groups, bias);
    }

    public Window biased() {
      return new Window(kernel, stride, padding, groups, true);
    }
  }

  /**
   * Without bias.
   *
   * @param kernel side of the square kernel, odd; the input is padded so that stride 1 keeps its
   *     size
   */
  public Conv2d(Variables.Scope scope, int in, int out, int kernel, int stride) {
    this(scope, in, out, Window.of(kernel, stride));
  }

  /** {@link #Conv2d(Variables.Scope, int, int, int, int)} with other first weights. */
  public Conv2d(
      Variables.Scope scope, int in, int out, int kernel, int stride, Initializer initializer) {
    this(scope, in, out, Window.of(kernel, stride), initializer);
  }

  public Conv2d(Variables.Scope scope, int in, int out, Window window) {
    this(
        scope,
        in,
        out,
        window,
        Initializer.heNormal((long) in / window.groups * window.kernel * window.kernel));
  }

  public Conv2d(Variables.Scope scope, int in, int out, Window window, Initializer initializer) {
    int kernel = window.kernel;
    weight = scope.parameter("weight", initializer, out, in / window.groups, kernel, kernel);
    bias = window.bias ? scope.parameter("bias", Initializer.constant(0), out) : null;
    stride = new long[] {window.stride, window.stride};
    padding = new long[] {window.padding, window.padding};
    groups = window.groups;
    form = scope.compute().convolution();
    plain = window.equals(Window.of(3, 1));
    pointwise = kernel == 1 && groups == 1 && !scope.compute().onGpu();
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
        : torch.conv2d(x, w, bias(type), stride, padding, DILATION, groups);
  }

  /**
   * A 1x1 kernel as a matrix product. The kernel that libtorch 2.10 takes for it in float32 (oneDNN
   * 3.7, brgconv_1x1) leaves the last 8 to 32 of some numbers of channels wrong on AMD's Zen 5,
   * also of the 320 and 640 of WRN28/10.
   */
  private Tensor product(Tensor x, Tensor w) {
    Tensor taken = strided(strided(x, 2), 3);
    Tensor product =
        torch.linear(taken.permute(0, 2, 3, 1), w.flatten(1, -1), bias(ScalarType.Float));
    return product.permute(0, 3, 1, 2);
  }

  private TensorOptional bias(ScalarType type) {
    return bias == null ? new TensorOptional() : new TensorOptional(bias.to(type));
  }

  private Tensor strided(Tensor x, long dimension) {
    return stride[0] == 1
        ? x
        : x.slice(dimension, new LongOptional(), new LongOptional(), stride[0]);
  }

  /** The same as an operator of a graph. */
  public String describe(LayerGraph graph, String x) {
    return graph.convolution(x, weight, bias, stride[0], padding[0], groups);
  }
}
