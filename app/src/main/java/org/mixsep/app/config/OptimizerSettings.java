package org.mixsep.app.config;

/** What turns gradients into steps. */
public final class OptimizerSettings {
  /** Optimizers. */
  public enum Name {
    /** Stochastic gradient descent with momentum. */
    SGD,
    /** Muon on filters, the former on all else. */
    MUON
  }

  static final Group ALL = new Group(Scope.MODEL);

  public static final Setting<Name> NAME =
      ALL.choice("optimizer.name", Name.SGD)
          .help(
              "sgd: stochastic gradient descent with momentum, as in the paper; muon: steps of filters"
                  + " made orthogonal (Jordan et al. 2024), sgd for all that is no filter.");
  public static final Setting<Double> MUON_RATE =
      ALL.add("optimizer.muon.learningRate", DecimalKind.above(0), 0.24)
          .needs(Need.of(NAME, Name.MUON))
          .help(
              "Learning rate of filters with optimizer=muon at the beginning; it changes as"
                  + " learningRate does.");
  public static final Setting<Double> MUON_MOMENTUM =
      ALL.add("optimizer.muon.momentum", DecimalKind.from(0).below(1), 0.6)
          .needs(Need.of(NAME, Name.MUON))
          .help("Momentum of filters with optimizer=muon, in Nesterov's form.");
  public static final Setting<Integer> MUON_STEPS =
      ALL.add("optimizer.muon.steps", Kinds.whole(1, 20), 3)
          .needs(Need.of(NAME, Name.MUON))
          .help("Steps of the Newton-Schulz iteration that makes an update orthogonal.");
  public static final Setting<Double> NORM_BIAS =
      ALL.add("optimizer.normBias", DecimalKind.above(0), 1.0)
          .help(
              "Factor on the gradients of batch norms' biases; short trainings take more than 1 (Jordan"
                  + " 2024, section 3.4).");

  private OptimizerSettings() {}
}
