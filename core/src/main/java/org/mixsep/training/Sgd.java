package org.mixsep.training;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.mixsep.torch.FusedSgd;

/** Stochastic gradient descent with momentum over all parameters of a network. */
public final class Sgd implements Optimizer {
  private final Map<String, Tensor> parameters;
  private final Map<String, Tensor> momenta = new LinkedHashMap<>();
  private final Map<Group, FusedSgd> groups;
  private final double momentum;
  private final boolean nesterov;

  /** What parameters that are updated in one call have in common. */
  private record Group(double rateFactor, double decay) {}

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
    this(parameters, momentum, weightDecay, nesterov, Map.of());
  }

  /**
   * As above, with rates of their own for some parameters.
   *
   * @param gradientFactors above 0, by name: what a gradient is multiplied by, which leaves the
   *     weight decay of a step as it is; 1 for parameters that are not named
   */
  public Sgd(
      Map<String, Tensor> parameters,
      double momentum,
      WeightDecay weightDecay,
      boolean nesterov,
      Map<String, Double> gradientFactors) {
    this.parameters = parameters;
    this.momentum = momentum;
    this.nesterov = nesterov;
    parameters.forEach((name, parameter) -> momenta.put(name, zerosLike(parameter)));
    groups =
        parameters.keySet().stream()
            .collect(
                Collectors.groupingBy(
                    name ->
                        new Group(
                            gradientFactors.getOrDefault(name, 1.0),
                            weightDecay.of(parameters.get(name))),
                    LinkedHashMap::new,
                    Collectors.collectingAndThen(Collectors.toList(), this::fused)));
  }

  private FusedSgd fused(List<String> names) {
    return new FusedSgd(
        names.stream().map(parameters::get).toList(), names.stream().map(momenta::get).toList());
  }

  @Override
  public Map<String, Tensor> parameters() {
    return Collections.unmodifiableMap(parameters);
  }

  @Override
  public Map<String, Tensor> momenta() {
    return Collections.unmodifiableMap(momenta);
  }

  @Override
  public void step(double learningRate) {
    groups.forEach(
        (group, fused) ->
            fused.step(
                learningRate * group.rateFactor,
                momentum,
                group.decay / group.rateFactor,
                nesterov));
    clear();
  }

  static Tensor zerosLike(Tensor parameter) {
    try (PointerScope scope = new PointerScope()) {
      Tensor zeros = torch.zeros_like(parameter.detach());
      zeros.retainReference();
      return zeros;
    }
  }
}
