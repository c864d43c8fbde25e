package org.mixsep.app.config;

import java.util.List;

/**
 * What turns gradients into steps.
 *
 * @param muonRate learning rate of filters by Muon, at the beginning
 * @param muonMomentum of filters by Muon
 * @param muonSteps of its Newton-Schulz iteration
 * @param normBias factor on the gradient of batch norms' biases
 */
public record OptimizerConfig(
    Name name, double muonRate, double muonMomentum, int muonSteps, double normBias) {
  /** Optimizers. */
  public enum Name {
    /** Stochastic gradient descent with momentum. */
    SGD,
    /** Muon on filters, the former on all else. */
    MUON
  }

  static final Setting<Name> NAME =
      new Setting<>(
          "optimizer.name",
          Kinds.hyphened(Name.values()),
          "sgd",
          c -> c.training().optimizer().name(),
          "sgd: stochastic gradient descent with momentum, as in the paper; muon: steps of filters"
              + " made orthogonal (Jordan et al. 2024), sgd for all that is no filter.");
  static final Setting<Double> MUON_RATE =
      new Setting<>(
          "optimizer.muon.learningRate",
          DecimalKind.above(0),
          "0.24",
          c -> c.training().optimizer().muonRate(),
          "Learning rate of filters with optimizer=muon at the beginning; it changes as"
              + " learningRate does.",
          Need.of(NAME, Name.MUON));
  static final Setting<Double> MUON_MOMENTUM =
      new Setting<>(
          "optimizer.muon.momentum",
          DecimalKind.from(0).below(1),
          "0.6",
          c -> c.training().optimizer().muonMomentum(),
          "Momentum of filters with optimizer=muon, in Nesterov's form.",
          Need.of(NAME, Name.MUON));
  static final Setting<Integer> MUON_STEPS =
      new Setting<>(
          "optimizer.muon.steps",
          Kinds.whole(1, 20),
          "3",
          c -> c.training().optimizer().muonSteps(),
          "Steps of the Newton-Schulz iteration that makes an update orthogonal.",
          Need.of(NAME, Name.MUON));
  static final Setting<Double> NORM_BIAS =
      new Setting<>(
          "optimizer.normBias",
          DecimalKind.above(0),
          "1",
          c -> c.training().optimizer().normBias(),
          "Factor on the gradients of batch norms' biases; short trainings take more than 1 (Jordan"
              + " 2024, section 3.4).");
  static final List<Setting<?>> SETTINGS =
      List.of(NAME, MUON_RATE, MUON_MOMENTUM, MUON_STEPS, NORM_BIAS);

  public OptimizerConfig {
    NAME.checked(name);
    MUON_RATE.checked(muonRate);
    MUON_MOMENTUM.checked(muonMomentum);
    MUON_STEPS.checked(muonSteps);
    NORM_BIAS.checked(normBias);
  }

  static OptimizerConfig of(Values values) {
    return new OptimizerConfig(
        values.get(NAME),
        values.get(MUON_RATE),
        values.get(MUON_MOMENTUM),
        values.get(MUON_STEPS),
        values.get(NORM_BIAS));
  }
}
