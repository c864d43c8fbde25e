package org.mixsep.network;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.torch.LayerGraph;

/** A backbone whose blocks are layers one after another, without a way around a block. */
abstract sealed class BlockStack implements Backbone permits NetworkInNetwork, ResNet, Vgg {
  private final SortedMap<Integer, Integer> widths = new TreeMap<>();
  private final SortedMap<Integer, List<Layer>> blocks = new TreeMap<>();

  /**
   * Puts a block behind the others.
   *
   * @param number above the others'
   * @param width channels of its map
   */
  final void add(int number, int width, List<Layer> layers) {
    widths.put(number, width);
    blocks.put(number, layers);
  }

  @Override
  public final SortedMap<Integer, Integer> widths() {
    return widths;
  }

  @Override
  public final SortedMap<Integer, Tensor> forward(Tensor images, boolean training) {
    SortedMap<Integer, Tensor> maps = new TreeMap<>();
    Tensor x = images;
    for (int block : blocks.keySet()) {
      for (Layer layer : blocks.get(block)) {
        x = layer.forward(x, training);
      }
      maps.put(block, x);
    }
    return maps;
  }

  @Override
  public final SortedMap<Integer, String> describe(LayerGraph graph, String images) {
    SortedMap<Integer, String> maps = new TreeMap<>();
    String x = images;
    for (int block : blocks.keySet()) {
      for (Layer layer : blocks.get(block)) {
        x = layer.describe(graph, x);
      }
      maps.put(block, x);
    }
    return maps;
  }
}
