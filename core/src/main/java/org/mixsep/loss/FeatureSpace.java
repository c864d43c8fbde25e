package org.mixsep.loss;

import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Where the pair distance is measured. Relative spaces are additions to the paper: distances in
 * them stay as they are when all logits grow alike, so that a weight and a threshold mean the same
 * for any network and number of classes. In a batch that gives no scale all distances are 0.
 */
public enum FeatureSpace {
  /** The logits q themselves (the paper). */
  LOGITS,
  /** q / |q|: free of scale. */
  UNIT,
  /** softmax(q). */
  PROBABILITY,
  /** q over the root of the mean squared distance of the batch's logits to their mean. */
  SPREAD,
  /** The same, without a gradient through what is divided by. */
  SPREAD_DETACHED,
  /** q over the mean Euclidean distance of two images of different classes in the batch. */
  BETWEEN,
  /** The same, without a gradient through what is divided by. */
  BETWEEN_DETACHED;

  private static final double SMALLEST = 1e-12;

  /** Distances by differences: by products of matrices close points would lose their digits. */
  private static final LongOptional BY_DIFFERENCES = new LongOptional(2);

  /** Whether features depend on the whole batch. */
  public boolean isRelative() {
    return ordinal() >= SPREAD.ordinal();
  }

  /**
   * Logits to features, both [N, c].
   *
   * @param targets of the same batch
   */
  Tensor of(Tensor logits, Targets targets) {
    return switch (this) {
      case LOGITS -> logits;
      case UNIT -> over(logits, norm(logits));
      case PROBABILITY -> logits.softmax(1);
      case SPREAD -> over(logits, spread(logits));
      case SPREAD_DETACHED -> over(logits, spread(logits.detach()));
      case BETWEEN -> over(logits, between(logits, targets));
      case BETWEEN_DETACHED -> over(logits, between(logits.detach(), targets));
    };
  }

  private static Tensor over(Tensor logits, Tensor scale) {
    return logits.div(scale.clamp_min(new Scalar(SMALLEST)));
  }

  private static Tensor norm(Tensor rows) {
    return rows.norm(new ScalarOptional(new Scalar(2.0)), new long[] {1}, true);
  }

  private static Tensor spread(Tensor logits) {
    Tensor centred = logits.sub(logits.mean(new long[] {0}));
    return centred.norm().div(new Scalar(Math.sqrt(logits.size(0))));
  }

  /** Infinite where all images are of one class: there is no such distance then. */
  private static Tensor between(Tensor logits, Targets targets) {
    long n = logits.size(0);
    long others = n * (n - 1) / 2 - targets.pairs();
    if (others == 0) {
      return logits.new_full(new long[] {}, new Scalar(Double.POSITIVE_INFINITY));
    }
    Tensor labels = targets.labels();
    Tensor apart = labels.unsqueeze(1).ne(labels.unsqueeze(0));
    Tensor distances = torch.cdist(logits, logits, 2, BY_DIFFERENCES);
    return distances.mul(apart).sum().div(new Scalar(2.0 * others));
  }
}
