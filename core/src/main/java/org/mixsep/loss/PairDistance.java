package org.mixsep.loss;

import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Distance of two images' features. Its gradient at two equal points is 0.
 *
 * <p>Always computed from differences, never as |a|^2 + |b|^2 - 2ab, which loses tight clusters far
 * from the origin.
 */
public enum PairDistance {
  /** L2, the paper's prose. */
  EUCLIDEAN(2),
  /** L1, Eq. 3 of the paper as typeset: a norm of scalars, summed over the logits. */
  MANHATTAN(1),
  /** L2, squared. */
  SQUARED_EUCLIDEAN(2);

  /** libtorch's mode that takes differences whatever the size. */
  private static final long BY_DIFFERENCES = 2;

  private final double norm;

  PairDistance(double norm) {
    this.norm = norm;
  }

  /** Features [k, m, c] of k groups to the distances [k, m, m] within each. */
  Tensor within(Tensor groups) {
    Tensor distance = torch.cdist(groups, groups, norm, new LongOptional(BY_DIFFERENCES));
    return this == SQUARED_EUCLIDEAN ? distance.square() : distance;
  }
}
