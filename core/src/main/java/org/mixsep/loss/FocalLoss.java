package org.mixsep.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.network.ModuleOutput;

/**
 * Focal loss (Lin, Goyal, Girshick, He, Dollar: Focal loss for dense object detection, ICCV 2017)
 * in its softmax form, in place of the cross-entropy: the mean of -(1 - p)^gamma log p, p being the
 * probability of the label. Images that are right already count less.
 *
 * @param gamma at least 0; 2 in the source. At 0 it is the cross-entropy
 */
public record FocalLoss(double gamma) implements ModuleLoss {
  public FocalLoss {
    if (!(gamma >= 0) || Double.isInfinite(gamma)) {
      throw new IllegalArgumentException("gamma is at least 0, not " + gamma);
    }
  }

  @Override
  public LossTerms of(ModuleOutput output, Targets targets, double threshold, LossState state) {
    return LossTerms.replacing(of(output.logits(), targets), output.logits(), targets);
  }

  /**
   * The loss itself, a scalar.
   *
   * @param logits [N, c]
   */
  public Tensor of(Tensor logits, Targets targets) {
    Tensor logarithm = logits.log_softmax(1).gather(1, targets.labels().unsqueeze(1)).squeeze(1);
    if (gamma == 0) {
      return logarithm.mean().neg();
    }
    Tensor log = logarithm.detach();
    Tensor rest = log.expm1().neg(); // 1 - p, without the digits that a difference would lose
    Tensor focus = rest.pow(new Scalar(gamma));
    // Autograd would take an infinite power of 0 times 0 where p is 1 and gamma below 1.
    Tensor slope =
        rest.pow(new Scalar(gamma - 1))
            .mul(log.exp())
            .mul(log)
            .mul(new Scalar(gamma))
            .sub(focus)
            .masked_fill(rest.eq(new Scalar(0.0)), new Scalar(0.0));
    return GivenGradient.each(logarithm, slope, focus.mul(log).neg()).mean();
  }
}
