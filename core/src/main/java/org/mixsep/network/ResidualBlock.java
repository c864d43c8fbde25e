package org.mixsep.network;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.layer.BatchNorm2d;
import org.mixsep.layer.Conv2d;
import org.mixsep.network.NormedConvolution.Activation;
import org.mixsep.plan.LayerGraph;
import org.mixsep.torch.Variables;

/**
 * A residual block as first published (He et al., Deep residual learning for image recognition,
 * 2015, figure 5): convolutions with batch norm and ReLU, added to the input, then ReLU.
 *
 * <p>Where width or side changes, the shortcut is a 1x1 convolution with batch norm. A bottleneck's
 * stride is in its 3x3 convolution, as torchvision and timm have it.
 */
final class ResidualBlock implements Layer {
  private final List<NormedConvolution> convolutions;
  private final NormedConvolution shortcut;

  private ResidualBlock(List<NormedConvolution> convolutions, NormedConvolution shortcut) {
    this.convolutions = convolutions;
    this.shortcut = shortcut;
  }

  /** Two 3x3 convolutions. */
  static ResidualBlock basic(Variables.Scope scope, int in, int width, int stride) {
    return new ResidualBlock(
        List.of(
            part(scope, 1, in, width, Conv2d.Window.of(3, stride), Activation.RELU),
            part(scope, 2, width, width, Conv2d.Window.of(3, 1), Activation.NONE)),
        shortcut(scope, in, width, stride));
  }

  /**
   * A 1x1 convolution to the inner width, a 3x3 one, and a 1x1 one to the width.
   *
   * @param groups of the 3x3 convolution
   */
  static ResidualBlock bottleneck(
      Variables.Scope scope, int in, int inner, int width, int stride, int groups) {
    Conv2d.Window point = Conv2d.Window.of(1, 1);
    Conv2d.Window square = Conv2d.Window.of(3, stride).inGroups(groups);
    return new ResidualBlock(
        List.of(
            part(scope, 1, in, inner, point, Activation.RELU),
            part(scope, 2, inner, inner, square, Activation.RELU),
            part(scope, 3, inner, width, point, Activation.NONE)),
        shortcut(scope, in, width, stride));
  }

  private static NormedConvolution part(
      Variables.Scope scope,
      int number,
      int in,
      int out,
      Conv2d.Window window,
      Activation activation) {
    return new NormedConvolution(
        scope.in("conv" + number),
        scope.in("bn" + number),
        in,
        out,
        window,
        BatchNorm2d.Settings.USUAL,
        activation);
  }

  private static NormedConvolution shortcut(Variables.Scope scope, int in, int width, int stride) {
    Variables.Scope at = scope.in("downsample");
    return in == width && stride == 1
        ? null
        : new NormedConvolution(
            at.in("0"),
            at.in("1"),
            in,
            width,
            Conv2d.Window.of(1, stride),
            BatchNorm2d.Settings.USUAL,
            Activation.NONE);
  }

  @Override
  public Tensor forward(Tensor x, boolean training) {
    Tensor h = x;
    for (NormedConvolution convolution : convolutions) {
      h = convolution.forward(h, training);
    }
    return h.add_(shortcut == null ? x : shortcut.forward(x, training)).relu_();
  }

  @Override
  public String describe(LayerGraph graph, String x) {
    String h = x;
    for (NormedConvolution convolution : convolutions) {
      h = convolution.describe(graph, h);
    }
    return graph.relu(graph.add(h, shortcut == null ? x : shortcut.describe(graph, x)));
  }

  @Override
  public void close() {
    convolutions.forEach(NormedConvolution::close);
    if (shortcut != null) {
      shortcut.close();
    }
  }
}
