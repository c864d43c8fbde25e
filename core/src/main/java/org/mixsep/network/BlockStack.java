package org.mixsep.network;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.plan.LayerGraph;
import org.mixsep.plan.PlannedBlock;
import org.mixsep.plan.Workspace;
import org.mixsep.torch.Compute;

/** A backbone whose blocks are layers one after another, without a way around a block. */
abstract sealed class BlockStack implements Backbone
    permits Airbench, NetworkInNetwork, ResNet, Vgg {
  private final SortedMap<Integer, Integer> widths = new TreeMap<>();
  private final SortedMap<Integer, List<Layer>> blocks = new TreeMap<>();
  private final Map<Integer, PlannedBlock> planned = new HashMap<>();
  private final Compute compute;
  private final Workspace workspace = new Workspace();

  BlockStack(Compute compute) {
    this.compute = compute;
  }

  /**
   * Puts a block behind the others.
   *
   * @param number above the others'
   * @param width channels of its map
   */
  final void add(int number, int width, List<Layer> layers) {
    widths.put(number, width);
    blocks.put(number, layers);
    planned.put(
        number, new PlannedBlock(compute, workspace, (graph, x) -> describe(layers, graph, x)));
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
      Tensor in = x;
      Optional<Tensor> out = training ? planned.get(block).forward(in) : Optional.empty();
      x = out.orElseGet(() -> forward(blocks.get(block), in, training));
      maps.put(block, x);
    }
    return maps;
  }

  @Override
  public final SortedMap<Integer, String> describe(LayerGraph graph, String images) {
    SortedMap<Integer, String> maps = new TreeMap<>();
    String x = images;
    for (int block : blocks.keySet()) {
      x = describe(blocks.get(block), graph, x);
      maps.put(block, x);
    }
    return maps;
  }

  @Override
  public final void close() {
    planned.values().forEach(PlannedBlock::close);
    blocks.values().forEach(layers -> layers.forEach(Layer::close));
  }

  private static Tensor forward(List<Layer> layers, Tensor x, boolean training) {
    for (Layer layer : layers) {
      x = layer.forward(x, training);
    }
    return x;
  }

  private static String describe(List<Layer> layers, LayerGraph graph, String x) {
    for (Layer layer : layers) {
      x = layer.describe(graph, x);
    }
    return x;
  }
}
