package org.mixsep.network;

import java.util.ArrayList;
import java.util.List;
import org.mixsep.layer.BatchNorm2d;
import org.mixsep.layer.Conv2d;
import org.mixsep.layer.MaxPool2d;
import org.mixsep.network.NormedConvolution.Activation;
import org.mixsep.torch.Variables;

/**
 * The residual networks of photographs as first published, which pretrained weights are for: a 7x7
 * convolution of stride 2 and 3x3 max pooling of stride 2, then four stages of residual blocks, the
 * blocks 1 to 4 here. Of S x S images their sides are S/4, S/8, S/16 and S/32.
 *
 * <pre>
 *                  units        inner widths              widths
 * resnet18         2, 2, 2, 2                             64, 128, 256, 512
 * resnet34         3, 4, 6, 3                             64, 128, 256, 512
 * resnet50         3, 4, 6, 3   64, 128, 256, 512         256, 512, 1024, 2048
 * resnet101        3, 4, 23, 3  64, 128, 256, 512         256, 512, 1024, 2048
 * resnet152        3, 8, 36, 3  64, 128, 256, 512         256, 512, 1024, 2048
 * wide_resnet50_2  3, 4, 6, 3   128, 256, 512, 1024       256, 512, 1024, 2048
 * resnext50_32x4d  3, 4, 6, 3   128, 256, 512, 1024 by 32 256, 512, 1024, 2048
 * </pre>
 *
 * <p>Sources: He et al. (2015), Zagoruyko and Komodakis (2016), Xie et al. (2017); variables are
 * called as in torchvision. Unlike {@link ResNet}, whose units begin with batch norm and ReLU.
 */
public final class ResNetV1 extends BlockStack {
  private static final int STEM = 64;
  private static final int EXPANSION = 4;

  /** The residual block that a network is made of. */
  private interface Unit {
    ResidualBlock on(Variables.Scope scope, int in, int base, int stride);
  }

  private ResNetV1(
      Variables.Scope scope, int channels, List<Integer> units, int expansion, Unit unit) {
    super(scope.compute());
    NormedConvolution stem =
        new NormedConvolution(
            scope.in("conv1"),
            scope.in("bn1"),
            channels,
            STEM,
            Conv2d.Window.of(7, 2),
            BatchNorm2d.Settings.USUAL,
            Activation.RELU);
    add(1, STEM, List.of(stem, Layer.of(new MaxPool2d(3, 2, 1))));
    int in = STEM;
    for (int b = 1; b <= 4; b++) {
      int base = STEM << (b - 1);
      List<Layer> layers = new ArrayList<>();
      for (int u = 0; u < units.get(b - 1); u++) {
        Variables.Scope at = scope.in("layer" + b).in(Integer.toString(u));
        layers.add(unit.on(at, in, base, u == 0 && b > 1 ? 2 : 1));
        in = base * expansion;
      }
      add(b, in, layers);
    }
  }

  /**
   * Of two 3x3 convolutions a unit.
   *
   * @param units of each stage
   */
  static ResNetV1 basic(Variables.Scope scope, int channels, Integer... units) {
    return new ResNetV1(scope, channels, List.of(units), 1, ResidualBlock::basic);
  }

  /**
   * Of bottlenecks.
   *
   * @param widen factor on the inner widths 64, 128, 256, 512
   * @param groups of the 3x3 convolutions
   * @param units of each stage
   */
  static ResNetV1 bottleneck(
      Variables.Scope scope, int channels, int widen, int groups, Integer... units) {
    return new ResNetV1(
        scope,
        channels,
        List.of(units),
        EXPANSION,
        (at, in, base, stride) ->
            ResidualBlock.bottleneck(at, in, base * widen, base * EXPANSION, stride, groups));
  }

  @Override
  public boolean preActivation() {
    return false;
  }
}
