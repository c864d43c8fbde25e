package org.mixsep.loss;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Euclidean distances by products of matrices, |a|^2 + |b|^2 - 2ab, which take a fraction of the
 * time of differences. What that form loses is not lost here: each class has its origin among its
 * images, and the products are float64, of which twice as many digits cancel as float32 features
 * have.
 */
final class EuclideanPairs {
  /** Pairs held at a time, 8 MiB. */
  private static final long BLOCK = 1 << 20;

  /**
   * Where the largest squared norm of a class is 1, a squared distance up to this one is rounding,
   * and the points are equal: 3e-8 of the length, less than float32 features resolve.
   */
  private static final double EQUAL = 1e-15;

  private EuclideanPairs() {}

  /** See {@link PairDistance#gradient}, which does not depend on scale; the result is float64. */
  static Tensor gradient(Tensor features, Tensor mask) {
    Tensor x = features.to(ScalarType.Double);
    Tensor norms = x.square().sum(new long[] {2}, true, new ScalarTypeOptional());
    Tensor largest = norms.amax(new long[] {1}, true).clamp_min_(new Scalar(Double.MIN_NORMAL));
    x = x.div(largest.sqrt());
    norms = norms.div_(largest).add_(mask.reciprocal()).sub_(new Scalar(1.0)); // fillers: infinity
    long m = x.size(1);
    long step = Math.max(1, BLOCK / (x.size(0) * m));
    if (step >= m) {
      return rows(x, norms, 0, m);
    }
    Tensor gradient = torch.empty_like(x);
    for (long from = 0; from < m; from += step) {
      long rows = Math.min(step, m - from);
      try (PointerScope scope = new PointerScope()) {
        gradient.narrow(1, from, rows).copy_(rows(x, norms, from, rows));
      }
    }
    return gradient;
  }

  /** Of some images of each class, to all of it: the sum over b of (a - b) / |a - b|. */
  private static Tensor rows(Tensor x, Tensor norms, long from, long count) {
    Tensor a = x.narrow(1, from, count);
    Tensor inverse =
        norms
            .narrow(1, from, count)
            .add(norms.transpose(1, 2))
            .baddbmm_(a, x.transpose(1, 2), new Scalar(1.0), new Scalar(-2.0));
    torch.threshold_(inverse, new Scalar(EQUAL), new Scalar(Double.POSITIVE_INFINITY)).rsqrt_();
    Tensor sums = inverse.sum(new long[] {2}, true, new ScalarTypeOptional());
    return a.mul(sums).sub_(inverse.bmm(x));
  }
}
