package org.mixsep.network;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

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

  private static Tensor given(Tensor tensor, String what) {
    if (tensor == null) {
      throw new IllegalArgumentException("the loss needs " + what);
    }
    return tensor;
  }
}
