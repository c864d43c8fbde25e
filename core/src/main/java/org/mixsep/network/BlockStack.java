package org.mixsep.network;

import java.util.ArrayList;
import java.util.List;
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
    permits Airbench, ConvNeXt, MobileNetV3, NetworkInNetwork, OriginalVgg, ResNet, ResNetV1, Vgg {
  private final SortedMap<Integer, Integer> widths = new TreeMap<>();
  private final List<Part> parts = new ArrayList<>();
  private final Compute compute;
  private final Workspace workspace = new Workspace();

  /** Layers of a block that are planned together, or else go one by one. */
  private record Part(int block, List<Layer> layers, PlannedBlock planned) {}

  BlockStack(Compute compute) {
    this.compute = compute;
  }

  /**
   * Puts a block behind the others, or a further part of the last block: where a part's layers have
   * no plan, those of the others may.
   *
   * @param number not below the others'
   * @param width channels of its map
   */
  final void add(int number, int width, List<Layer> layers) {
    widths.put(number, width);
    parts.add(
        new Part(
            number,
            layers,
            new PlannedBlock(compute, workspace, (graph, x) -> describe(layers, graph, x))));
  }

  @Override
  public final SortedMap<Integer, Integer> widths() {
    return widths;
  }

  @Override
  public final SortedMap<Integer, Tensor> forward(Tensor images, boolean training) {
    SortedMap<Integer, Tensor> maps = new TreeMap<>();
    Tensor x = images;
    for (Part part : parts) {
      Tensor in = x;
      Optional<Tensor> out = training ? part.planned.forward(in) : Optional.empty();
      x = out.orElseGet(() -> forward(part.layers, in, training));
      maps.put(part.block, x);
    }
    return maps;
  }

  @Override
  public final SortedMap<Integer, String> describe(LayerGraph graph, String images) {
    SortedMap<Integer, String> maps = new TreeMap<>();
    String x = images;
    for (Part part : parts) {
      x = describe(part.layers, graph, x);
      maps.put(part.block, x);
    }
    return maps;
  }

  @Override
  public final void close() {
    for (Part part : parts) {
      part.planned.close();
      part.layers.forEach(Layer::close);
    }
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
