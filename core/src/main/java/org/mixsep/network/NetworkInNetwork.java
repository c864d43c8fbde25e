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
 * Network in network (Lin et al.), the paper's comparator from its reference 22: three mlpconv
 * blocks 192 wide, each a 5x5 or 3x3 convolution and two 1x1 convolutions.
 *
 * <p>Between blocks stand 2x2 max pooling and dropout of one half. Each convolution is followed by
 * batch norm and ReLU, as in {@link Vgg}. The blocks are numbered 2 to 4, so that the last is 4 as
 * everywhere; the original's final 1x1 convolution to the classes, then pooling, is the module's
 * pooling, then fully connected layer: the two commute.
 */
public final class NetworkInNetwork implements Backbone {
  private static final int WIDTH = 192;
  private static final int FIRST = 2;
  private static final double DROPOUT = 0.5;

  private final List<List<ConvolutionUnit>> blocks = new ArrayList<>();
  private final SortedMap<Integer, Integer> widths = new TreeMap<>();

  public NetworkInNetwork(Variables.Scope scope, int channels) {
    int in = channels;
    for (int b = 0; b < 3; b++) {
      Variables.Scope at = scope.in("block" + (FIRST + b));
      List<ConvolutionUnit> units = new ArrayList<>();
      for (int i = 1; i <= 3; i++) {
        int kernel = i > 1 ? 1 : b < 2 ? 5 : 3;
        units.add(new ConvolutionUnit(at, i, in, WIDTH, kernel));
        in = WIDTH;
      }
      blocks.add(units);
      widths.put(FIRST + b, WIDTH);
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
    for (int b = 0; b < blocks.size(); b++) {
      if (b > 0) {
        x = torch.dropout(torch.max_pool2d(x, 2, 2), DROPOUT, training);
      }
      for (ConvolutionUnit unit : blocks.get(b)) {
        x = unit.forward(x, training);
      }
      maps.put(FIRST + b, x);
    }
    return maps;
  }

  @Override
  public SortedMap<Integer, String> describe(LayerGraph graph, String images) {
    SortedMap<Integer, String> maps = new TreeMap<>();
    String x = images;
    for (int b = 0; b < blocks.size(); b++) {
      if (b > 0) {
        x = graph.maxPool(x, 2);
      }
      for (ConvolutionUnit unit : blocks.get(b)) {
        x = unit.describe(graph, x);
      }
      maps.put(FIRST + b, x);
    }
    return maps;
  }
}
