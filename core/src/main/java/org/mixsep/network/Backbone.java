package org.mixsep.network;

import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.InvalidInputException;
import org.mixsep.plan.LayerGraph;
import org.mixsep.torch.Variables;

/**
 * A convolutional network without its classifier: numbered blocks, each ending in a map that a
 * {@link SeparabilityModule} can be hung on.
 *
 * <p>Implement it to give a network of one's own the modules of the paper; number the last block 4
 * to use its named sets of blocks.
 */
public interface Backbone extends AutoCloseable {

  /** Makes a backbone, as {@code Vgg::vgg16} does. */
  @FunctionalInterface
  interface Maker {
    /**
     * @param channels of the images
     */
    Backbone on(Variables.Scope scope, int channels);
  }

  /** Channels of each block's map, by block number, in the order of the flow. */
  SortedMap<Integer, Integer> widths();

  /**
   * Whether the maps are sums that no batch norm and ReLU have gone over yet (pre-activation
   * networks), so that a module may want its own.
   */
  boolean preActivation();

  /**
   * [N, C, H, W] images to one map per block, [N, width, h, w], by block number.
   *
   * @param training whether batch norms use and update by the batch, and dropout drops
   */
  SortedMap<Integer, Tensor> forward(Tensor images, boolean training);

  /** What a block's pooled map passes through before a module's head; in most networks nothing. */
  default Optional<Neck> neck(int block) {
    return Optional.empty();
  }

  /**
   * Takes what is computed from training images, once, before the first step. Most networks take
   * nothing and do not ask for any.
   *
   * @param images prepared training images, float32 [N, C, H, W] in host memory, N at least 1
   */
  default void fit(Supplier<Tensor> images) {}

  /**
   * {@link #forward} after training, as operators of a graph: the names of the maps.
   *
   * <p>Only a network that is to be exported needs it.
   *
   * @throws InvalidInputException when the network does not describe itself
   */
  default SortedMap<Integer, String> describe(LayerGraph graph, String images) {
    throw new InvalidInputException(
        "%s cannot be exported: it does not describe itself as a graph"
            .formatted(getClass().getSimpleName()));
  }

  /** Frees what is kept from one training pass to the next; a further one makes it anew. */
  @Override
  default void close() {}
}
