package org.mixsep.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;

/** Distance of two images' features. Its gradient at two equal points is 0. */
public enum PairDistance {
  /** L2, the paper's prose. */
  EUCLIDEAN(1) {
    @Override
    Tensor gradient(Tensor x, Tensor mask) {
      return EuclideanPairs.gradient(x, mask);
    }
  },
  /** L1, Eq. 3 of the paper as typeset: a norm of scalars, summed over the logits. */
  MANHATTAN(1) {
    @Override
    Tensor gradient(Tensor x, Tensor mask) {
      return ManhattanPairs.gradient(x, mask);
    }
  },
  /** L2, squared. */
  SQUARED_EUCLIDEAN(2) {
    /** Of n images, 2 (n a - sum of all) for image a. */
    @Override
    Tensor gradient(Tensor x, Tensor mask) {
      Tensor real = mask.to(x.scalar_type().intern());
      Tensor sum = x.sum(new long[] {1}, true, new ScalarTypeOptional()); // what fills up is 0
      Tensor count = real.sum(new long[] {1}, true, new ScalarTypeOptional());
      return x.mul(count).sub_(sum).mul_(real).mul_(new Scalar(2.0));
    }
  };

  private final int degree;

  PairDistance(int degree) {
    this.degree = degree;
  }

  /** Mean distance of each class's pairs, [k], from features [N, c]. */
  final Tensor means(Tensor features, ClassPairs pairs) {
    return pairs.means(features, this::gradient, degree);
  }

  /**
   * Gradient of the sum of distances over each class's pairs.
   *
   * @param x features [k, m, c] of k classes, each with its first image at the origin, filled up
   *     with zeros
   * @param mask [k, m, 1], float64: 1 for an image, 0 for what fills up
   * @return [k, m, c], 0 where it is filled up
   */
  abstract Tensor gradient(Tensor x, Tensor mask);
}
