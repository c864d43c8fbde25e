package org.mixsep.network;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.InvalidInputException;
import org.mixsep.plan.LayerGraph;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Tensors;
import org.mixsep.torch.Variables;

/**
 * A mixture separability network (MSN): a backbone with modules on some of its blocks, always on
 * the last (the paper, section 3.3). With the last block alone it is the baseline.
 */
public final class SeparabilityNetwork implements AutoCloseable {
  /** Images of a batch up to which the products of fully connected layers and pairs are small. */
  private static final int SMALL_BATCH = 1024;

  private final Backbone backbone;
  private final int classes;
  private final TreeMap<Integer, SeparabilityModule> modules = new TreeMap<>();

  /**
   * @param blocks numbers of the blocks with a module
   * @param activation whether modules on a pre-activation backbone get their own batch norm and
   *     ReLU
   * @throws InvalidInputException when the backbone lacks a block, or its last is not among them
   */
  public SeparabilityNetwork(
      Variables.Scope scope,
      Backbone backbone,
      SortedSet<Integer> blocks,
      int classes,
      boolean activation) {
    this(scope, backbone, blocks, classes, activation, Head.fullyConnected(true));
  }

  /**
   * With modules for a loss that asks for another head than the paper's.
   *
   * @param head of every module
   */
  public SeparabilityNetwork(
      Variables.Scope scope,
      Backbone backbone,
      SortedSet<Integer> blocks,
      int classes,
      boolean activation,
      Head head) {
    this.backbone = backbone;
    this.classes = classes;
    SortedMap<Integer, Integer> widths = backbone.widths();
    if (!blocks.contains(widths.lastKey())) {
      throw new InvalidInputException(
          "modules: block %s must be among the blocks, found %s"
              .formatted(widths.lastKey(), blocks));
    }
    for (int block : blocks) {
      Integer width = widths.get(block);
      if (width == null) {
        throw new InvalidInputException(
            "modules: the network has blocks %s, not block %s".formatted(widths.keySet(), block));
      }
      modules.put(
          block,
          new SeparabilityModule(
              scope.in("module" + block),
              width,
              classes,
              activation && backbone.preActivation(),
              head));
    }
  }

  /** Number of logits of each module. */
  public int classes() {
    return classes;
  }

  /** Numbers of the blocks with a module, ascending. */
  public SortedSet<Integer> blocks() {
    return modules.navigableKeySet();
  }

  /** {@link Backbone#fit}. */
  public void fit(Supplier<Tensor> images) {
    backbone.fit(images);
  }

  /**
   * [N, C, H, W] images, as {@link org.mixsep.torch.Compute#placeImages} gives them, to logits.
   *
   * @param training see {@link Backbone#forward}
   * @throws IllegalArgumentException when a block's map is not as wide as the backbone says
   */
  public Outputs forward(Tensor images, boolean training) {
    Compute.smallProducts(training && images.size(0) <= SMALL_BATCH);
    SortedMap<Integer, Tensor> maps = backbone.forward(images, training);
    SortedMap<Integer, ModuleOutput> outputs = new TreeMap<>();
    modules.forEach(
        (block, module) -> outputs.put(block, module.forward(map(maps, block), training)));
    return new Outputs(outputs);
  }

  /** A block's map, held against what the backbone said it would be. */
  private Tensor map(SortedMap<Integer, Tensor> maps, int block) {
    Tensor map = maps.get(block);
    int width = backbone.widths().get(block);
    if (map == null || map.dim() != 4 || map.size(1) != width) {
      throw new IllegalArgumentException(
          "%s: the map of block %s is %s, expected [N, %s, h, w] by its widths"
              .formatted(
                  backbone.getClass().getSimpleName(),
                  block,
                  map == null ? "missing" : Arrays.toString(Tensors.shape(map)),
                  width));
    }
    return map;
  }

  /**
   * {@link #forward} after training, as operators of a graph: the names of the logits of some
   * modules, by block number.
   *
   * @param wanted numbers of blocks with a module
   * @throws InvalidInputException when the backbone does not describe itself
   */
  public SortedMap<Integer, String> describe(
      LayerGraph graph, String images, SortedSet<Integer> wanted) {
    SortedMap<Integer, String> maps = backbone.describe(graph, images);
    SortedMap<Integer, String> logits = new TreeMap<>();
    for (int block : wanted) {
      logits.put(block, modules.get(block).describe(graph, maps.get(block)));
    }
    return logits;
  }

  /** {@link Backbone#close}, of the modules too. */
  @Override
  public void close() {
    backbone.close();
    modules.values().forEach(SeparabilityModule::close);
  }
}
