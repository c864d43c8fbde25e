package org.mixsep.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Within-class loss L_W (the paper, Eq. 3 to 5): a squared hinge on each class's mean pair distance
 * over a threshold.
 */
public record WithinClassLoss(PairDistance distance, FeatureSpace space, Reduction reduction) {

  /** The paper's: Euclidean distance of logits, summed over classes. */
  public static WithinClassLoss paper() {
    return new WithinClassLoss(PairDistance.EUCLIDEAN, FeatureSpace.LOGITS, Reduction.SUM);
  }

  /**
   * Class distances d_j (Eq. 3) of the k classes that have a pair, in the order of {@link
   * Targets#pairedClasses}; the others' are 0.
   *
   * @param logits [N, c], float32 or float64
   * @return [k], in the precision of the logits; at least one class must have a pair
   */
  public Tensor classDistances(Tensor logits, Targets targets) {
    return targets.classPairs().means(space.of(logits, targets), distance);
  }

  /**
   * L_W and what it is made of.
   *
   * @param loss a scalar
   * @param distances {@link #classDistances}; detached where the pairs are few
   */
  record Terms(Tensor loss, Tensor distances) {}

  /** Both at once; at least one class must have a pair. */
  Terms of(Tensor logits, Targets targets, double threshold) {
    FewPairs few = targets.fewPairs();
    if (few != null) {
      return few.terms(space.of(logits, targets), this, threshold);
    }
    Tensor distances = classDistances(logits, targets);
    return new Terms(of(distances, threshold), distances);
  }

  /**
   * L_W (Eq. 5), a scalar of at least 0.
   *
   * @param classDistances from {@link #classDistances}
   * @param threshold xi, at least 0
   */
  public Tensor of(Tensor classDistances, double threshold) {
    Tensor hinged = classDistances.sub(new Scalar(threshold)).relu().square();
    return reduction == Reduction.SUM ? hinged.sum() : hinged.mean();
  }
}
