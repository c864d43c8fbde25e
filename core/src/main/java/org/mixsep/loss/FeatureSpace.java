package org.mixsep.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;

/** Where the pair distance is measured. */
public enum FeatureSpace {
  /** The logits q themselves (the paper). */
  LOGITS,
  /** q / |q|: free of scale. */
  UNIT,
  /** softmax(q). */
  PROBABILITY;

  private static final double SMALLEST_NORM = 1e-12;

  /** Logits [N, c] to features [N, c]. */
  Tensor of(Tensor logits) {
    return switch (this) {
      case LOGITS -> logits;
      case UNIT -> {
        Tensor norm = logits.norm(new ScalarOptional(new Scalar(2.0)), new long[] {1}, true);
        yield logits.div(norm.clamp_min(new Scalar(SMALLEST_NORM)));
      }
      case PROBABILITY -> logits.softmax(1);
    };
  }
}
