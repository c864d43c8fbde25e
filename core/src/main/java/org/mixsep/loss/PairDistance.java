package org.mixsep.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * Distance of two images' features. Its gradient at two equal points is 0.
 *
 * <p>Always computed from differences, never as |a|^2 + |b|^2 - 2ab, which loses tight clusters far
 * from the origin.
 */
public enum PairDistance {
  /** L2, the paper's prose. */
  EUCLIDEAN {
    @Override
    Tensor means(Tensor x, ClassGroup group) {
      return new EuclideanPairs(group).means(x);
    }
  },
  /** L1, Eq. 3 of the paper as typeset: a norm of scalars, summed over the logits. */
  MANHATTAN {
    @Override
    Tensor means(Tensor x, ClassGroup group) {
      return new ManhattanPairs(group).means(x);
    }
  },
  /** L2, squared. */
  SQUARED_EUCLIDEAN {
    /** A class's squared distances of all n^2 ordered pairs sum to 2 n times those to its mean. */
    @Override
    Tensor means(Tensor x, ClassGroup group) {
      Tensor n = group.counts(x.scalar_type().intern());
      Tensor toMean = x.sub(x.sum(new long[] {1}, true, new ScalarTypeOptional()).div(n));
      Tensor squares = toMean.square().mul(group.mask(x.scalar_type().intern()));
      return group.meanOfPairs(squares.sum(1, 2).mul(n.view(group.classes())).mul(new Scalar(2.0)));
    }
  };

  /**
   * The mean distance of each class's pairs.
   *
   * @param x features [k, m, c], as {@link ClassGroup#centred} gives them
   * @return [k]
   */
  abstract Tensor means(Tensor x, ClassGroup group);
}
