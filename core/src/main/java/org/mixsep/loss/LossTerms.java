package org.mixsep.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * A module's loss and what it is made of; all scalars on the logits' device.
 *
 * @param total what is minimised
 * @param between between-class loss L_B; of losses without it, measured beside the total so that
 *     curves compare
 * @param within within-class loss L_W, before its weight; 0 where no class has a pair. Of other
 *     losses the term they add to L_B, before its weight; 0 where there is none
 * @param classDistances d_j [k] of the classes that have a pair, ascending, detached; null where
 *     there is none
 */
public record LossTerms(Tensor total, Tensor between, Tensor within, Tensor classDistances) {

  /** Of a loss that stands in the place of the cross-entropy, which is measured beside it. */
  static LossTerms replacing(Tensor total, Tensor logits, Targets targets) {
    Tensor plain = logits.detach();
    Tensor between = new BetweenClassLoss(0).of(plain, targets);
    Tensor none = between.mul(new Scalar(0.0));
    return new LossTerms(total, between, none, measuredDistances(plain, targets));
  }

  /**
   * Mean Euclidean pair distances of the logits, which compare with those of the mixture
   * separability loss; null where no class has a pair.
   */
  static Tensor measuredDistances(Tensor logits, Targets targets) {
    return targets.pairs() == 0
        ? null
        : WithinClassLoss.paper().classDistances(logits.detach(), targets);
  }
}
