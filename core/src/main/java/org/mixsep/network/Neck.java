package org.mixsep.network;

import org.bytedeco.pytorch.Tensor;
import org.mixsep.plan.LayerGraph;

/**
 * Layers of a backbone that a block's pooled map passes through before a module's head: those that
 * some published networks have between pooling and classifier.
 */
public interface Neck {
  /** Features it gives. */
  int width();

  /** Float32 [N, width of the map] to [N, {@link #width}]. */
  Tensor forward(Tensor pooled, boolean training);

  /** The same after training, as operators of a graph. */
  String describe(LayerGraph graph, String pooled);
}
