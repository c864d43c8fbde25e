package org.mixsep.training;

import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.mixsep.torch.FusedSgd;

/** Stochastic gradient descent with momentum over all parameters of a network. */
public final class Sgd {
  private final Map<String, Tensor> parameters;
  private final Map<String, Tensor> momenta = new LinkedHashMap<>();
  private final Map<Double, FusedSgd> byDecay;
  private final double momentum;
  private final boolean nesterov;

  /**
   * @param parameters leaves by name
   * @param momentum in [0, 1)
   * @param weightDecay of all parameters alike, at least 0
   * @param nesterov whether to look ahead along the momentum
   */
  public Sgd(
      Map<String, Tensor> parameters, double momentum, double weightDecay, boolean nesterov) {
    this(parameters, momentum, WeightDecay.ofAll(weightDecay), nesterov);
  }

  /** As above, with a weight decay that may leave some parameters alone. */
  public Sgd(
      Map<String, Tensor> parameters, double momentum, WeightDecay weightDecay, boolean nesterov) {
    this.parameters = parameters;
    this.momentum = momentum;
    this.nesterov = nesterov;
    parameters.forEach((name, parameter) -> momenta.put(name, zerosLike(parameter)));
    byDecay =
        parameters.keySet().stream()
            .collect(
                Collectors.groupingBy(
                    name -> weightDecay.of(parameters.get(name)),
                    LinkedHashMap::new,
                    Collectors.collectingAndThen(Collectors.toList(), this::fused)));
  }

  private FusedSgd fused(List<String> names) {
    return new FusedSgd(
        names.stream().map(parameters::get).toList(), names.stream().map(momenta::get).toList());
  }

  /** The momentum buffers by their parameters' names; part of a checkpoint. */
  public Map<String, Tensor> momenta() {
    return Collections.unmodifiableMap(momenta);
  }

  /** Applies the gradients at the given learning rate, then clears them. */
  public void step(double learningRate) {
    byDecay.forEach((decay, fused) -> fused.step(learningRate, momentum, decay, nesterov));
    clear();
  }

  private void clear() {
    // Cleared rather than zeroed: the next backward pass hands over its buffer without an addition.
    parameters.values().forEach(parameter -> parameter.mutable_grad().reset());
  }

  /**
   * {@link #step} that also measures what it does, for which it copies all weights once.
   *
   * @param iteration number of the step, from 1
   * @throws NonFiniteException when the gradient is not finite; nothing has changed then
   */
  UpdateSize measuredStep(double learningRate, long iteration) {
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

  private static Tensor zerosLike(Tensor parameter) {
    try (PointerScope scope = new PointerScope()) {
      Tensor zeros = torch.zeros_like(parameter.detach());
      zeros.retainReference();
      return zeros;
    }
  }
}
