package org.mixsep.app.config;

/** What is minimised. */
public enum LossName {
  /** The between-class loss alone. */
  CROSS_ENTROPY,
  /** The mixture separability loss: between-class loss plus weighted within-class loss. */
  MSL,
  /** Center loss: between-class loss plus the weighted distance to class centers. */
  CENTER,
  /** Multi-class hinge loss, as of support vector machines. */
  HINGE,
  /** Focal loss. */
  FOCAL,
  /** Between-class loss plus the weighted contrastive loss of pairs. */
  CONTRASTIVE,
  /** Between-class loss plus the weighted triplet loss. */
  TRIPLET,
  /** Between-class loss plus the weighted supervised contrastive loss. */
  SUPERVISED_CONTRASTIVE,
  /** L-softmax: the angle to the label is multiplied. */
  L_SOFTMAX,
  /** CosFace: a margin on the cosine of the label. */
  COSFACE,
  /** ArcFace: a margin on the angle to the label. */
  ARCFACE,
  /** Softmax, pairwise ranking and LambdaRank, each on a head of its own. */
  MULTI_LOSS;

  /** Whether the cross-entropy of the logits is part of it, and with it label smoothing. */
  public boolean hasCrossEntropy() {
    return switch (this) {
      case CROSS_ENTROPY, MSL, CENTER, CONTRASTIVE, TRIPLET, SUPERVISED_CONTRASTIVE, MULTI_LOSS ->
          true;
      case HINGE, FOCAL, L_SOFTMAX, COSFACE, ARCFACE -> false;
    };
  }

  /** The name as settings have it, such as {@code l-softmax}. */
  @Override
  public String toString() {
    return Kinds.text(this);
  }
}
