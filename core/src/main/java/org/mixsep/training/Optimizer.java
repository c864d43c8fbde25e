package org.mixsep.training;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** Changes the parameters of a network by their gradients. */
public sealed interface Optimizer permits Muon, Sgd {

  /** All that it changes, by name. */
  Map<String, Tensor> parameters();

  /** The momentum buffers by their parameters' names; part of a checkpoint. */
  Map<String, Tensor> momenta();

  /**
   * Applies the gradients, then clears them. Each parameter must have one.
   *
   * @param learningRate at least 0
   */
  void step(double learningRate);

  /** Clears the gradients. */
  default void clear() {
    // Cleared rather than zeroed: the next backward pass hands over its buffer without an addition.
    parameters().values().forEach(parameter -> parameter.mutable_grad().reset());
  }

  /**
   * {@link #step} that also measures what it does, for which it copies all weights once.
   *
   * @param iteration number of the step, from 1
   * @throws NonFiniteException when the gradient is not finite; nothing has changed then
   */
  default UpdateSize measuredStep(double learningRate, long iteration) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      double gradient = UpdateSize.norm(parameters().values().stream().map(Tensor::grad).toList());
      if (!Double.isFinite(gradient)) {
        clear();
        throw new NonFiniteException(
            "iteration %s: the gradient's norm is %s; the weights of the iteration before are kept. A smaller learningRate keeps it finite"
                .formatted(iteration, gradient));
      }
      double weights = UpdateSize.norm(parameters().values());
      List<Tensor> before = parameters().values().stream().map(Tensor::clone).toList();
      step(learningRate);
      Iterator<Tensor> after = parameters().values().iterator();
      before.forEach(tensor -> tensor.sub_(after.next()));
      return new UpdateSize(gradient, UpdateSize.norm(before) / weights);
    }
  }
}
