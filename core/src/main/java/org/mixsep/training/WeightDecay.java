package org.mixsep.training;

import org.bytedeco.pytorch.Tensor;

/**
 * Which share of a parameter is added to its gradient, as half its squared norm in the loss would.
 *
 * <p>To leave batch norms and biases alone is "no bias decay" of He et al., <i>Bag of Tricks for
 * Image Classification with Convolutional Neural Networks</i> (2019), section 3.1.
 *
 * @param share at least 0
 * @param target the parameters it holds for
 */
public record WeightDecay(double share, Target target) {
  /** The parameters that decay. */
  public enum Target {
    /** Every parameter. */
    ALL,
    /** Filters and matrices: what has two dimensions or more; no batch norm and no bias. */
    WEIGHTS
  }

  /** The same share of every parameter. */
  public static WeightDecay ofAll(double share) {
    return new WeightDecay(share, Target.ALL);
  }

  /** The share of one parameter. */
  public double of(Tensor parameter) {
    return target == Target.ALL || parameter.dim() >= 2 ? share : 0;
  }
}
