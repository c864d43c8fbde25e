package org.mixsep.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Mixture separability loss (the paper, Eq. 6): L = L_B + w L_W, where the between-class loss L_B
 * is the mean cross-entropy of softmax(logits) (Eq. 1 and 2).
 *
 * @param within how L_W is computed
 * @param weight w, at least 0; 1 in the paper. At 0 the loss is the cross-entropy, and L_W is only
 *     measured, without a gradient
 */
public record MixtureSeparabilityLoss(WithinClassLoss within, double weight) implements ModuleLoss {

  public MixtureSeparabilityLoss {
    if (!(weight >= 0) || Double.isInfinite(weight)) {
      throw new IllegalArgumentException("the within weight is at least 0, not " + weight);
    }
  }

  /** Cross-entropy alone; L_W as the paper has it is measured beside it. */
  public static MixtureSeparabilityLoss crossEntropy() {
    return new MixtureSeparabilityLoss(WithinClassLoss.paper(), 0);
  }

  @Override
  public LossTerms of(Tensor logits, Targets targets, double threshold) {
    Tensor between = torch.cross_entropy_loss(logits, targets.labels());
    if (targets.pairs() == 0) {
      return new LossTerms(between, between, between.detach().mul(new Scalar(0.0)), null);
    }
    Tensor distances = within.classDistances(weight > 0 ? logits : logits.detach(), targets);
    Tensor withinLoss = within.of(distances, threshold);
    Tensor total = weight > 0 ? between.add(withinLoss, new Scalar(weight)) : between;
    return new LossTerms(total, between, withinLoss, distances.detach());
  }
}
