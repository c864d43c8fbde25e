package org.mixsep.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Mixture separability loss (the paper, Eq. 6): L = L_B + w L_W, where the between-class loss L_B
 * is the mean cross-entropy of softmax(logits) (Eq. 1 and 2).
 *
 * @param within how L_W is computed
 * @param weight w, at least 0; 1 in the paper. At 0 the loss is the cross-entropy, and L_W is only
 *     measured, without a gradient
 * @param warmup iterations over which w rises in a straight line from near 0 to its value; 0, as in
 *     the paper, for none
 * @param labelSmoothing share of each label that L_B spreads evenly over all classes (Szegedy et
 *     al., Rethinking the Inception architecture, section 7), in [0, 1); 0 in the paper
 */
public record MixtureSeparabilityLoss(
    WithinClassLoss within, double weight, int warmup, double labelSmoothing)
    implements ModuleLoss {
  public MixtureSeparabilityLoss {
    if (!(weight >= 0) || Double.isInfinite(weight)) {
      throw new IllegalArgumentException("the within weight is at least 0, not " + weight);
    }
    if (warmup < 0) {
      throw new IllegalArgumentException("the warm-up is at least 0 iterations, not " + warmup);
    }
    new BetweenClassLoss(labelSmoothing);
  }

  /** The paper's: no warm-up, hard labels. */
  public MixtureSeparabilityLoss(WithinClassLoss within, double weight) {
    this(within, weight, 0, 0);
  }

  /** Cross-entropy alone; L_W as the paper has it is measured beside it. */
  public static MixtureSeparabilityLoss crossEntropy() {
    return new MixtureSeparabilityLoss(WithinClassLoss.paper(), 0);
  }

  @Override
  public MixtureSeparabilityLoss at(long iteration) {
    if (iteration >= warmup) {
      return this;
    }
    return new MixtureSeparabilityLoss(
        within, weight * (iteration + 1) / (warmup + 1), 0, labelSmoothing);
  }

  @Override
  public LossTerms of(Tensor logits, Targets targets, double threshold, LossState state) {
    Tensor between = new BetweenClassLoss(labelSmoothing).of(logits, targets);
    if (targets.pairs() == 0) {
      return new LossTerms(between, between, between.detach().mul(new Scalar(0.0)), null);
    }
    Tensor distances = within.classDistances(weight > 0 ? logits : logits.detach(), targets);
    Tensor withinLoss = within.of(distances, threshold);
    Tensor total = weight > 0 ? between.add(withinLoss, new Scalar(weight)) : between;
    return new LossTerms(total, between, withinLoss, distances.detach());
  }
}
