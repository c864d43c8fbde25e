package org.mixsep.loss;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * What a loss remembers of one module from step to step. Who trains holds it, hands it to the loss,
 * and saves it with the weights; a loss itself stays pure.
 *
 * @param tensors by name; the loss changes them in place, and only in {@link ModuleLoss#remember}
 */
public record LossState(Map<String, Tensor> tensors) {
  public LossState {
    tensors = Map.copyOf(tensors);
  }

  /** Of a loss that remembers nothing. */
  public static LossState none() {
    return new LossState(Map.of());
  }

  /**
   * A tensor of the state.
   *
   * @throws IllegalArgumentException when it has none of that name: it is another loss's
   */
  Tensor get(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException(
          "the loss needs the state of its initialState(), which holds " + name);
    }
    return tensor;
  }
}
