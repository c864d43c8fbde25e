package org.mixsep.training;

import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.torch.Tensors;

/** Signals infinite numbers or NaN where a training or a trained network must have none. */
public class NonFiniteException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what is not finite, where, and what keeps it finite
   */
  public NonFiniteException(String message) {
    super(message);
  }

  /** The first of some tensors that holds such a number. */
  static Optional<String> firstIn(Map<String, Tensor> tensors) {
    return tensors.entrySet().stream()
        .filter(entry -> !Tensors.areFinite(entry.getValue()))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /**
   * @param scores of a network
   * @param whose what to call them in the message
   * @throws NonFiniteException when one of them is such a number
   */
  static float[] requireFinite(float[] scores, String whose) {
    for (float score : scores) {
      if (!Float.isFinite(score)) {
        throw new NonFiniteException(
            "%s are %s: the network's numbers left their range; train it again with a smaller learningRate, or take an earlier checkpoint"
                .formatted(whose, score));
      }
    }
    return scores;
  }
}
