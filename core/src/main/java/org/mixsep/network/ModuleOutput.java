package org.mixsep.network;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.mixsep.torch.Replicas;

/**
 * What one module makes of a batch: its logits and what they come from, for a loss that acts on
 * more than logits. Whoever has the tensors can make one; no network is needed.
 */
public final class ModuleOutput {
  private final Tensor logits;
  private final Tensor features;
  private final Tensor weight;
  private final List<Tensor> heads;

  private ModuleOutput(Tensor logits, Tensor features, Tensor weight, List<Tensor> heads) {
    this.logits = logits;
    this.features = features;
    this.weight = weight;
    this.heads = List.copyOf(heads);
  }

  /**
   * Of logits alone.
   *
   * @param logits [N, c], float32 or float64
   */
  public static ModuleOutput of(Tensor logits) {
    return new ModuleOutput(logits, null, null, List.of(logits));
  }

  /** Of logits and the features [N, d], which they come from or stand beside. */
  public static ModuleOutput of(Tensor logits, Tensor features) {
    return new ModuleOutput(logits, features, null, List.of(logits));
  }

  /**
   * Of logits and what makes them.
   *
   * @param weight W [c, d] of a layer without bias
   */
  public static ModuleOutput of(Tensor logits, Tensor features, Tensor weight) {
    return new ModuleOutput(logits, features, weight, List.of(logits));
  }

  /**
   * Of several heads on the same features.
   *
   * @param logits what the heads predict together
   * @param heads logits [N, c] of each
   */
  public static ModuleOutput of(Tensor logits, Tensor features, List<Tensor> heads) {
    return new ModuleOutput(logits, features, null, heads);
  }

  /** Logits [N, c], which the module predicts by. */
  public Tensor logits() {
    return logits;
  }

  /**
   * Features x [N, d]: the pooled map.
   *
   * @throws IllegalArgumentException when there are none
   */
  public Tensor features() {
    return given(features, "features, by ModuleOutput.of(logits, features)");
  }

  /**
   * W [c, d] of the layer between features and logits.
   *
   * @throws IllegalArgumentException when there is none, or it has a bias beside it
   */
  public Tensor weight() {
    return given(
        weight, "the weight of a layer without bias, by ModuleOutput.of(logits, features, weight)");
  }

  /** Logits [N, c] of each head; those of the module where it has but one. */
  public List<Tensor> heads() {
    return heads;
  }

  /** The mean of heads' logits [N, c]. */
  public static Tensor mean(List<Tensor> heads) {
    return stacked(heads).mean(0);
  }

  /**
   * The logarithm of the mean of heads' probabilities, [N, c]: logits of which softmax makes that
   * mean again.
   *
   * @param heads logits [N, c] of each
   */
  public static Tensor meanOfProbabilities(List<Tensor> heads) {
    Tensor logarithms = stacked(heads).log_softmax(2);
    return logarithms.logsumexp(0).sub(new Scalar(Math.log(heads.size())));
  }

  /**
   * The same with the rows of all processes that share the batch. What a loss makes of the weight
   * itself each of them computes in whole, so that the first one's gradient is all there is to add.
   */
  ModuleOutput gathered(Replicas replicas) {
    if (replicas.isAlone()) {
      return this;
    }
    Tensor allLogits = replicas.gather(logits);
    List<Tensor> allHeads =
        heads.size() == 1 && heads.get(0) == logits
            ? List.of(allLogits)
            : heads.stream().map(replicas::gather).toList();
    Tensor allFeatures = features == null ? null : replicas.gather(features);
    Tensor once = weight == null || replicas.isFirst() ? weight : weight.detach();
    return new ModuleOutput(allLogits, allFeatures, once, allHeads);
  }

  private static Tensor stacked(List<Tensor> heads) {
    return torch.stack(new TensorVector(heads.toArray(Tensor[]::new)), 0);
  }

  private static Tensor given(Tensor tensor, String what) {
    if (tensor == null) {
      throw new IllegalArgumentException("the loss needs " + what);
    }
    return tensor;
  }
}
