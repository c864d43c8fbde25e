package org.mixsep.network;

import java.util.ArrayList;
import java.util.List;
import org.mixsep.layer.Conv2d;
import org.mixsep.torch.Variables;

/**
 * Pre-activation residual networks: a 3x3 convolution (block 1), then blocks 2 to 4 of residual
 * units.
 *
 * <pre>
 *                     units  convolutions a unit  widths            between blocks
 * table1, ResNet-K    K      2                    16, 16, 32, 64    2x2 max pooling
 * table1, WRN28/10    3      3                    16, 160, 320, 640 2x2 max pooling
 * strided ResNet-K    K      2                    16, 16, 32, 64    stride 2 at blocks 3 and 4
 * original WRN-28-10  4      2                    16, 160, 320, 640 stride 2 at blocks 3 and 4
 * </pre>
 *
 * <p>Sources: the paper, Table 1; He et al. (identity mappings); Zagoruyko and Komodakis (wide
 * residual networks).
 */
public final class ResNet extends BlockStack {
  private static final int STEM = 16;

  /** How the side is halved on the way. */
  public enum Downsampling {
    /** 2x2 max pooling between all four blocks, as in Table 1: sides 32, 16, 8, 4. */
    POOLING,
    /** Stride 2 in the first unit of blocks 3 and 4, the usual form: sides 32, 32, 16, 8. */
    STRIDE
  }

  /**
   * @param channels of the images
   * @param units residual units of each of blocks 2 to 4
   * @param depth 3x3 convolutions of a unit
   * @param widen factor on the widths 16, 32, 64
   */
  public ResNet(
      Variables.Scope scope,
      int channels,
      int units,
      int depth,
      int widen,
      Downsampling downsampling) {
    super(scope.compute());
    Conv2d stem = new Conv2d(scope.in("block1").in("conv1"), channels, STEM, 3, 1);
    add(1, STEM, List.of(Layer.of(stem)));
    int in = STEM;
    for (int b = 2; b <= 4; b++) {
      int width = (16 << (b - 2)) * widen;
      int stride = downsampling == Downsampling.STRIDE && b > 2 ? 2 : 1;
      List<Layer> layers = new ArrayList<>();
      if (downsampling == Downsampling.POOLING) {
        layers.add(Layer.maxPool());
      }
      for (int u = 1; u <= units; u++) {
        Variables.Scope at = scope.in("block" + b).in("unit" + u);
        layers.add(new ResidualUnit(at, in, width, depth, u == 1 ? stride : 1));
        in = width;
      }
      add(b, width, layers);
    }
  }

  /** ResNet-K of Table 1, to be made: 6K + 2 layers. */
  public static Backbone.Maker table1(int k) {
    return (scope, channels) -> resNet(scope, channels, k, Downsampling.POOLING);
  }

  /** ResNet-K of the given form: 6K + 2 layers. */
  public static ResNet resNet(
      Variables.Scope scope, int channels, int k, Downsampling downsampling) {
    return new ResNet(scope, channels, k, 2, 1, downsampling);
  }

  /** WRN28/10 of Table 1: three units of three convolutions a block. */
  public static ResNet wide(Variables.Scope scope, int channels) {
    return new ResNet(scope, channels, 3, 3, 10, Downsampling.POOLING);
  }

  /** WRN-28-10 of Zagoruyko and Komodakis: four units of two convolutions a block. */
  public static ResNet wideOriginal(Variables.Scope scope, int channels) {
    return new ResNet(scope, channels, 4, 2, 10, Downsampling.STRIDE);
  }

  @Override
  public boolean preActivation() {
    return true;
  }
}
