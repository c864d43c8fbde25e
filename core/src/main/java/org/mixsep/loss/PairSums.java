package org.mixsep.loss;

import org.bytedeco.pytorch.Tensor;

/** Where the same-class pairs of a batch are gone through. */
sealed interface PairSums permits FewPairs, GroupedPairs {
  /**
   * The gradient of each class's mean pair distance; neither makes nor reads a graph.
   *
   * @param x features [N, c], each class with its first image at the origin
   * @return [N, c] in the precision of the features; zeros for images without a pair
   */
  Tensor gradient(Tensor x, PairDistance distance);
}
