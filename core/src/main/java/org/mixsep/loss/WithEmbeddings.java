package org.mixsep.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.network.ModuleOutput;

/**
 * Cross-entropy and a loss on embeddings: L = L_B + w L_X.
 *
 * @param term L_X
 * @param weight w, at least 0. At 0 the loss is the cross-entropy, and L_X is only measured,
 *     without a gradient
 * @param space what of a module the embeddings are
 * @param labelSmoothing of L_B, in [0, 1)
 */
public record WithEmbeddings(EmbeddingLoss term, double weight, Space space, double labelSmoothing)
    implements ModuleLoss {

  /** What of a module the embeddings are. */
  public enum Space {
    /** The pooled map. After a ReLU its unit vectors are at most sqrt(2) apart. */
    FEATURES,
    /** The logits. */
    LOGITS
  }

  public WithEmbeddings {
    if (!(weight >= 0) || Double.isInfinite(weight)) {
      throw new IllegalArgumentException("the weight is at least 0, not " + weight);
    }
    new BetweenClassLoss(labelSmoothing);
  }

  /** On the module's features, with weight 1 and hard labels. */
  public WithEmbeddings(EmbeddingLoss term) {
    this(term, 1, Space.FEATURES, 0);
  }

  @Override
  public LossTerms of(ModuleOutput output, Targets targets, double threshold, LossState state) {
    Tensor logits = output.logits();
    Tensor embeddings = space == Space.FEATURES ? output.features() : logits;
    Tensor between = new BetweenClassLoss(labelSmoothing).of(logits, targets);
    Tensor added = term.of(weight > 0 ? embeddings : embeddings.detach(), targets);
    Tensor total = weight > 0 ? between.add(added, new Scalar(weight)) : between;
    return new LossTerms(total, between, added, LossTerms.measuredDistances(logits, targets));
  }
}
