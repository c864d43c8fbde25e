package org.mixsep.loss;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Mean Euclidean distances of the pairs of each class, in blocks: memory stays that of the features
 * however large a class is.
 *
 * <p>Squared distances come from products of matrices, |a|^2 + |b|^2 - 2ab, ten times as fast as
 * differences. What that form loses is not lost here: the classes are centred, and the products are
 * float64, of which twice as many digits cancel as float32 features have.
 *
 * <p>The gradient is computed with the distances, block by block, and kept instead of them. Since a
 * norm is homogeneous, the features times their gradient are the sum of distances again (Euler), so
 * this product is what autograd sees: its value and its gradient are both right.
 */
final class EuclideanPairs {
  /** Values of a block, 16 MiB. */
  private static final long BLOCK = 1 << 21;

  /**
   * Below it, as a share of the largest squared norm, a squared distance is rounding, and the
   * points are equal: 3e-8 of the length, less than float32 features resolve.
   */
  private static final double EQUAL = 1e-15;

  private final ClassGroup group;

  EuclideanPairs(ClassGroup group) {
    this.group = group;
  }

  /** [k, m, c] to [k]. */
  Tensor means(Tensor x) {
    return group.meanOfPairs(x.mul(gradient(x.detach())).sum(1, 2));
  }

  /** Of the sums over ordered pairs: [k, m, c]. */
  private Tensor gradient(Tensor x) {
    try (NoGradGuard guard = new NoGradGuard()) {
      long m = group.largest();
      long together = Math.max(1, BLOCK / (m * Math.max(m, x.size(2))));
      if (together >= group.classes() && m * m <= BLOCK) {
        return gradient(x, group.mask(ScalarType.Double)).to(x.scalar_type().intern());
      }
      Tensor gradient = torch.empty_like(x);
      Tensor mask = group.mask(ScalarType.Double);
      for (long from = 0; from < group.classes(); from += together) {
        long classes = Math.min(together, group.classes() - from);
        gradient
            .narrow(0, from, classes)
            .copy_(gradient(x.narrow(0, from, classes), mask.narrow(0, from, classes)));
      }
      return gradient;
    }
  }

  /** Of some classes. */
  private static Tensor gradient(Tensor features, Tensor mask) {
    Tensor x = features.to(ScalarType.Double);
    Tensor norms = x.square().sum(new long[] {2}, true, new ScalarTypeOptional());
    Tensor equal = norms.max().mul(new Scalar(EQUAL));
    long m = x.size(1);
    long step = Math.max(1, BLOCK / (x.size(0) * m));
    if (step >= m) {
      return rows(x, norms, mask, equal, 0, m);
    }
    Tensor gradient = torch.empty_like(x);
    for (long from = 0; from < m; from += step) {
      long rows = Math.min(step, m - from);
      gradient.narrow(1, from, rows).copy_(rows(x, norms, mask, equal, from, rows));
    }
    return gradient;
  }

  /** Of some images of each class, to all of it: 2 sum_b (a - b) / |a - b|. */
  private static Tensor rows(
      Tensor x, Tensor norms, Tensor mask, Tensor equal, long from, long count) {
    Tensor a = x.narrow(1, from, count);
    Tensor squares =
        norms
            .narrow(1, from, count)
            .add(norms.transpose(1, 2))
            .baddbmm_(a, x.transpose(1, 2), new Scalar(1.0), new Scalar(-2.0));
    Tensor apart = squares.gt(equal).to(ScalarType.Double);
    Tensor inverse = squares.maximum(equal.add(new Scalar(Double.MIN_NORMAL))).rsqrt_().mul_(apart);
    inverse.mul_(mask.transpose(1, 2)).mul_(mask.narrow(1, from, count));
    Tensor sums = inverse.sum(new long[] {2}, true, new ScalarTypeOptional());
    return a.mul(sums).sub_(inverse.bmm(x)).mul_(new Scalar(2.0));
  }
}
