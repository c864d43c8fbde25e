package org.mixsep.loss;

import org.bytedeco.pytorch.Tensor;

/** The loss of one module: from its logits, the batch's targets and the threshold to its terms. */
public interface ModuleLoss {

  /**
   * @param logits [N, c], float32 or float64
   * @param threshold xi, at least 0; losses without a threshold leave it alone
   */
  LossTerms of(Tensor logits, Targets targets, double threshold);
}
