package org.mixsep.loss;

import org.bytedeco.pytorch.Tensor;

/**
 * A loss on embeddings and labels: it says how images of one class and of others are to lie to each
 * other. {@link WithEmbeddings} adds it to the cross-entropy.
 *
 * <p>Its gradient is computed beside its value, outside autograd and in blocks of images, so that
 * neither keeps more than a few tensors of N x N.
 */
public sealed interface EmbeddingLoss
    permits ContrastiveLoss, SupervisedContrastiveLoss, TripletLoss {

  /**
   * The loss, a scalar with a way back to the embeddings; 0 without a gradient where the batch has
   * nothing to compare.
   *
   * @param embeddings z [N, d], float32 or float64
   */
  Tensor of(Tensor embeddings, Targets targets);
}
