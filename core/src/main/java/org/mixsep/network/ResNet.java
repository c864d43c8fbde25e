package org.mixsep.network;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.mixsep.torch.Conv2d;
import org.mixsep.torch.LayerGraph;
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
public final class ResNet implements Backbone {
  private static final int STEM = 16;

  /** How the side is halved on the way. */
  public enum Downsampling {
    /** 2x2 max pooling between all four blocks, as in Table 1: sides 32, 16, 8, 4. */
    POOLING,
    /** Stride 2 in the first unit of blocks 3 and 4, the usual form: sides 32, 32, 16, 8. */
    STRIDE
  }

  private final Conv2d stem;
  private final List<List<ResidualUnit>> blocks = new ArrayList<>();
  private final SortedMap<Integer, Integer> widths = new TreeMap<>();
  private final Downsampling downsampling;

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
    this.downsampling = downsampling;
    stem = new Conv2d(scope.in("block1").in("conv1"), channels, STEM, 3, 1);
    widths.put(1, STEM);
    int in = STEM;
    for (int b = 2; b <= 4; b++) {
      int width = (16 << (b - 2)) * widen;
      int stride = downsampling == Downsampling.STRIDE && b > 2 ? 2 : 1;
      List<ResidualUnit> block = new ArrayList<>();
      for (int u = 1; u <= units; u++) {
        Variables.Scope at = scope.in("block" + b).in("unit" + u);
        block.add(new ResidualUnit(at, in, width, depth, u == 1 ? stride : 1));
        in = width;
      }
      blocks.add(block);
      widths.put(b, width);
    }
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
  public SortedMap<Integer, Integer> widths() {
    return widths;
  }

  @Override
  public boolean preActivation() {
    return true;
  }

  @Override
  public SortedMap<Integer, Tensor> forward(Tensor images, boolean training) {
    SortedMap<Integer, Tensor> maps = new TreeMap<>();
    Tensor x = stem.forward(images);
    maps.put(1, x);
    for (int b = 2; b <= 4; b++) {
      if (downsampling == Downsampling.POOLING) {
        x = torch.max_pool2d(x, 2, 2);
      }
      for (ResidualUnit unit : blocks.get(b - 2)) {
        x = unit.forward(x, training);
      }
      maps.put(b, x);
    }
    return maps;
  }

  @Override
  public SortedMap<Integer, String> describe(LayerGraph graph, String images) {
    SortedMap<Integer, String> maps = new TreeMap<>();
    String x = stem.describe(graph, images);
    maps.put(1, x);
    for (int b = 2; b <= 4; b++) {
      if (downsampling == Downsampling.POOLING) {
        x = graph.maxPool(x, 2);
      }
      for (ResidualUnit unit : blocks.get(b - 2)) {
        x = unit.describe(graph, x);
      }
      maps.put(b, x);
    }
    return maps;
  }
}
