package org.mixsep.loss;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Between-class loss L_B: the mean cross-entropy of softmax(logits) (the paper, Eq. 1 and 2). An
 * image mixed of two has the sum of the cross-entropies of both labels, each times its share.
 *
 * @param labelSmoothing share of each label that is spread evenly over all classes (Szegedy et al.,
 *     Rethinking the Inception architecture, section 7), in [0, 1); 0 in the paper
 */
record BetweenClassLoss(double labelSmoothing) {
  /** libtorch's number for a mean over the batch. */
  private static final long MEAN = 1;

  private static final long NO_IGNORED_LABEL = -100;

  BetweenClassLoss {
    if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
      throw new IllegalArgumentException("label smoothing is in [0, 1), not " + labelSmoothing);
    }
  }

  /** Of logits [N, c], a scalar. */
  Tensor of(Tensor logits, Targets targets) {
    return torch.cross_entropy_loss(
        logits, targets.between(), new TensorOptional(), MEAN, NO_IGNORED_LABEL, labelSmoothing);
  }
}
