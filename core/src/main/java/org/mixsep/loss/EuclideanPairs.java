package org.mixsep.loss;

import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Mean Euclidean distances of the pairs of each class, in blocks: however large a class is, its
 * pairs take no more memory than {@link #BLOCK} values.
 *
 * <p>The gradient is computed with the distances, block by block, and kept instead of them. Since a
 * norm is homogeneous, the features times their gradient are the sum of distances again (Euler), so
 * this product is what autograd sees: its value and its gradient are both right.
 */
final class EuclideanPairs {
  /** Distances held at a time, 8 MiB in float32. */
  private static final long BLOCK = 1 << 21;

  /** libtorch's mode that takes differences whatever the size. */
  private static final long BY_DIFFERENCES = 2;

  private final ClassGroup group;

  EuclideanPairs(ClassGroup group) {
    this.group = group;
  }

  /** [k, m, c] to [k]. */
  Tensor means(Tensor x) {
    Tensor leaf = x.detach();
    leaf.set_requires_grad(x.requires_grad());
    Tensor sums = sums(leaf);
    return group.meanOfPairs(x.requires_grad() ? x.mul(leaf.grad()).sum(1, 2) : sums);
  }

  /** Sums [k] over ordered pairs; the leaf gets their gradient if it wants one. */
  private Tensor sums(Tensor leaf) {
    Tensor mask = group.mask(leaf.scalar_type().intern());
    long step = Math.max(1, BLOCK / ((long) group.classes() * group.largest()));
    Tensor sums = null;
    try (AutoGradMode on = new AutoGradMode(true)) {
      for (long from = 0; from < group.largest(); from += step) {
        long rows = Math.min(step, group.largest() - from);
        Tensor distances =
            torch.cdist(leaf.narrow(1, from, rows), leaf, 2, new LongOptional(BY_DIFFERENCES));
        Tensor block = distances.matmul(mask).mul(mask.narrow(1, from, rows)).sum(1, 2);
        if (leaf.requires_grad()) {
          block.sum().backward();
        }
        sums = sums == null ? block.detach() : sums.add(block.detach());
      }
    }
    return sums;
  }
}
