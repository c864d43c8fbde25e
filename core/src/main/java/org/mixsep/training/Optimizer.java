package org.mixsep.training;

import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Changes the parameters of a network by their gradients. */
public abstract sealed class Optimizer permits Muon, Sgd {
  private final Map<String, Tensor> parameters;
  private final Map<String, Tensor> momenta;

  Optimizer(Map<String, Tensor> parameters, Map<String, Tensor> momenta) {
    this.parameters = Collections.unmodifiableMap(parameters);
    this.momenta = Collections.unmodifiableMap(momenta);
  }

  /** A momentum buffer for each parameter, zeros at first. */
  static Map<String, Tensor> zeros(Map<String, Tensor> parameters) {
    Map<String, Tensor> zeros = new LinkedHashMap<>();
    try (PointerScope scope = new PointerScope()) {
      parameters.forEach((name, parameter) -> zeros.put(name, zeros(parameter)));
    }
    return zeros;
  }

  private static Tensor zeros(Tensor parameter) {
    Tensor zeros = torch.zeros_like(parameter.detach());
    zeros.retainReference();
    return zeros;
  }

  /** All that it changes, by name. */
  public final Map<String, Tensor> parameters() {
    return parameters;
  }

  /** The momentum buffers by their parameters' names; part of a checkpoint. */
  public final Map<String, Tensor> momenta() {
    return momenta;
  }

  /**
   * Applies the gradients, then clears them. Each parameter must have one.
   *
   * @param learningRate at least 0
   */
  public final void step(double learningRate) {
    update(learningRate);
    clear();
  }

  /** Applies the gradients. */
  abstract void update(double learningRate);

  /** Clears the gradients. */
  public final void clear() {
    // Cleared rather than zeroed: the next backward pass hands over its buffer without an addition.
    parameters.values().forEach(parameter -> parameter.mutable_grad().reset());
  }

  /**
   * {@link #step} that also measures what it does, for which it copies all weights once.
   *
   * @param iteration number of the step, from 1
   * @throws NonFiniteException when the gradient is not finite; nothing has changed then
   */
  public final UpdateSize measuredStep(double learningRate, long iteration) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      double gradient = UpdateSize.norm(parameters.values().stream().map(Tensor::grad).toList());
      if (!Double.isFinite(gradient)) {
        clear();
        throw new NonFiniteException(
            "iteration %s: the gradient's norm is %s; the weights of the iteration before are kept. A smaller learningRate keeps it finite"
                .formatted(iteration, gradient));
      }
      double weights = UpdateSize.norm(parameters.values());
      List<Tensor> before = parameters.values().stream().map(Tensor::clone).toList();
      step(learningRate);
      Iterator<Tensor> after = parameters.values().iterator();
      before.forEach(tensor -> tensor.sub_(after.next()));
      return new UpdateSize(gradient, UpdateSize.norm(before) / weights);
    }
  }
}
