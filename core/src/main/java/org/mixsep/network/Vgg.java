package org.mixsep.network;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.mixsep.torch.LayerGraph;
import org.mixsep.torch.Variables;

/**
 * VGG16 as the paper modified it (Table 1): four blocks of 3, 4, 4 and 4 convolutions, 3x3, of 64,
 * 128, 256 and 512 channels, 2x2 max pooling between them; batch norm and ReLU after each.
 *
 * <p>The depths and widths are free, for a narrower or shallower network of the same kind.
 */
public final class Vgg implements Backbone {
  private final List<List<ConvolutionUnit>> blocks = new ArrayList<>();
  private final SortedMap<Integer, Integer> widths = new TreeMap<>();

  /** The paper's VGG16. */
  public static Vgg vgg16(Variables.Scope scope, int channels) {
    return new Vgg(scope, channels, List.of(3, 4, 4, 4), List.of(64, 128, 256, 512));
  }

  /**
   * @param channels of the images
   * @param depths number of convolutions of each block
   * @param blockWidths channels of each block; both lists are equally long
   */
  public Vgg(Variables.Scope scope, int channels, List<Integer> depths, List<Integer> blockWidths) {
    int in = channels;
    for (int b = 0; b < depths.size(); b++) {
      int width = blockWidths.get(b);
      Variables.Scope at = scope.in("block" + (b + 1));
      List<ConvolutionUnit> units = new ArrayList<>();
      for (int i = 1; i <= depths.get(b); i++) {
        units.add(new ConvolutionUnit(at, i, in, width, 3));
        in = width;
      }
      blocks.add(units);
      widths.put(b + 1, width);
    }
  }

  @Override
  public SortedMap<Integer, Integer> widths() {
    return widths;
  }

  @Override
  public boolean preActivation() {
    return false;
  }

  @Override
  public SortedMap<Integer, Tensor> forward(Tensor images, boolean training) {
    SortedMap<Integer, Tensor> maps = new TreeMap<>();
    Tensor x = images;
    for (int b = 1; b <= blocks.size(); b++) {
      if (b > 1) {
        x = torch.max_pool2d(x, 2, 2);
      }
      for (ConvolutionUnit unit : blocks.get(b - 1)) {
        x = unit.forward(x, training);
      }
      maps.put(b, x);
    }
    return maps;
  }

  @Override
  public SortedMap<Integer, String> describe(LayerGraph graph, String images) {
    SortedMap<Integer, String> maps = new TreeMap<>();
    String x = images;
    for (int b = 1; b <= blocks.size(); b++) {
      if (b > 1) {
        x = graph.maxPool(x, 2);
      }
      for (ConvolutionUnit unit : blocks.get(b - 1)) {
        x = unit.describe(graph, x);
      }
      maps.put(b, x);
    }
    return maps;
  }
}
