package org.mixsep.loss;

import org.bytedeco.pytorch.Tensor;

/** The loss of one module: from its logits, the batch's targets and the threshold to its terms. */
public interface ModuleLoss {

  /**
   * @param logits [N, c], float32 or float64
   * @param threshold xi, at least 0; losses without a threshold leave it alone
   */
  LossTerms of(Tensor logits, Targets targets, double threshold);

  /**
   * The loss as it is in one iteration; itself, unless it changes on the way.
   *
   * @param iteration number of steps done before it, at least 0
   */
  default ModuleLoss at(long iteration) {
    return this;
  }
}
