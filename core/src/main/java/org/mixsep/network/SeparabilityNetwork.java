package org.mixsep.network;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.InvalidInputException;
import org.mixsep.data.LabelledImages;
import org.mixsep.plan.LayerGraph;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Tensors;
import org.mixsep.torch.Variables;

/**
 * A mixture separability network (MSN): a backbone with modules on some of its blocks, always on
 * the last (the paper, section 3.3). With the last block alone it is the baseline.
 */
public final class SeparabilityNetwork implements AutoCloseable {
  private final Variables variables;
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
    this.variables = scope.variables();
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
              backbone.neck(block),
              head));
    }
  }

  /**
   * A network for images of such a kind, with what most take: modules on all blocks, fully
   * connected heads, the processor, seed 1. See {@link Builder}.
   */
  public static Builder builder(LabelledImages images, Backbone.Maker backbone) {
    return new Builder(images.shape().channels(), images.classes(), backbone);
  }

  /** Puts a network together with variables of its own. */
  public static final class Builder {
    private final int channels;
    private final int classes;
    private final Backbone.Maker backbone;
    private Optional<SortedSet<Integer>> blocks = Optional.empty();
    private Head head = Head.fullyConnected(true);
    private Compute compute = Compute.cpu();
    private long seed = 1;

    private Builder(int channels, int classes, Backbone.Maker backbone) {
      this.channels = channels;
      this.classes = classes;
      this.backbone = backbone;
    }

    /** Numbers of the blocks with a module, the last among them; all at first. */
    public Builder modules(Integer... numbers) {
      blocks = Optional.of(new TreeSet<>(List.of(numbers)));
      return this;
    }

    /** What the loss asks for, of every module; at first a fully connected layer with bias. */
    public Builder head(Head wanted) {
      head = wanted;
      return this;
    }

    /** Where and in what precision; at first {@link Compute#cpu()}. */
    public Builder compute(Compute wanted) {
      compute = wanted;
      return this;
    }

    /** Of the first weights; 1 at first. */
    public Builder seed(long wanted) {
      seed = wanted;
      return this;
    }

    /**
     * Makes the variables and the network of them; outside any pointer scope.
     *
     * @throws InvalidInputException when the backbone lacks a block, or its last is not among them
     */
    public SeparabilityNetwork build() {
      Variables.Scope scope = new Variables(compute, seed).root();
      Backbone made = backbone.on(scope, channels);
      SortedSet<Integer> on = blocks.orElseGet(() -> new TreeSet<>(made.widths().keySet()));
      return new SeparabilityNetwork(scope, made, on, classes, true, head);
    }
  }

  /** All its parameters and buffers. */
  public Variables variables() {
    return variables;
  }

  /** What it is computed with. */
  public Compute compute() {
    return variables.compute();
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
    SortedMap<Integer, Tensor> maps = backbone.forward(images, training);
    SortedMap<Integer, ModuleOutput> outputs = new TreeMap<>();
    modules.forEach(
        (block, module) -> outputs.put(block, module.forward(map(maps, block), training)));
    return new Outputs(outputs);
  }

  /**
   * The map of the last block.
   *
   * @param images as {@link #forward} takes them
   */
  public Tensor lastMap(Tensor images) {
    return map(backbone.forward(images, false), modules.lastKey());
  }

  /**
   * What the last block's module says of its map, after training.
   *
   * @param map as {@link #lastMap} gives it
   * @return logits [N, classes]
   */
  public Tensor logits(Tensor map) {
    return modules.lastEntry().getValue().forward(map, false).logits();
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
