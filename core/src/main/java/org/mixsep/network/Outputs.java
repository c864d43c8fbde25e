package org.mixsep.network;

import java.util.SortedMap;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * What a network says of a batch: logits [N, classes], float32, of each module by block number.
 *
 * @param logits never empty; the last block's are the network's prediction
 */
public record Outputs(SortedMap<Integer, Tensor> logits) {

  /** Class probabilities [N, classes] by the last block's module. */
  public Tensor probabilities() {
    return logits.get(logits.lastKey()).softmax(1);
  }

  /** Class probabilities [N, classes], the mean over all modules. */
  public Tensor meanProbabilities() {
    Tensor sum = null;
    for (Tensor q : logits.values()) {
      Tensor p = q.softmax(1);
      sum = sum == null ? p : sum.add(p);
    }
    return sum.div(new Scalar((double) logits.size()));
  }
}
