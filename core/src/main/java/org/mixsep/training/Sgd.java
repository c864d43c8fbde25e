package org.mixsep.training;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.torch.FusedSgd;

/** Stochastic gradient descent with momentum over all parameters of a network. */
public final class Sgd extends Optimizer {
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
    super(parameters, zeros(parameters));
    this.momentum = momentum;
    this.nesterov = nesterov;
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
        names.stream().map(parameters()::get).toList(),
        names.stream().map(momenta()::get).toList());
  }

  @Override
  void update(double learningRate) {
    groups.forEach(
        (group, fused) ->
            fused.step(
                learningRate * group.rateFactor,
                momentum,
                group.decay / group.rateFactor,
                nesterov));
  }
}
