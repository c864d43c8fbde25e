package org.mixsep.training;

import java.util.Optional;
import org.mixsep.loss.AdaptiveThreshold;
import org.mixsep.loss.MixtureSeparabilityLoss;
import org.mixsep.loss.ModuleLoss;
import org.mixsep.loss.WithinClassLoss;
import org.mixsep.network.SeparabilityNetwork;

/** Puts a trainer together, outside any pointer scope or inside one that outlives it. */
public final class TrainerBuilder {
  final SeparabilityNetwork network;
  ModuleLoss loss = new MixtureSeparabilityLoss(WithinClassLoss.paper(), 0.01);
  Thresholds thresholds;
  Optimizer optimizer;
  LearningRate learningRate = new LearningRate.Constant(0.01);
  Optional<WeightAverage> average = Optional.empty();

  TrainerBuilder(SeparabilityNetwork network) {
    this.network = network;
  }

  /** At first the mixture separability loss with the paper's within-class loss, weight 0.01. */
  public TrainerBuilder loss(ModuleLoss wanted) {
    loss = wanted;
    return this;
  }

  /** At first the paper's rule, one threshold for all modules. */
  public TrainerBuilder thresholds(Thresholds wanted) {
    thresholds = wanted;
    return this;
  }

  /** At first {@link Sgd} with momentum 0.9 and weight decay 1e-4 on all parameters. */
  public TrainerBuilder optimizer(Optimizer wanted) {
    optimizer = wanted;
    return this;
  }

  /** At first 0.01 throughout. */
  public TrainerBuilder learningRate(LearningRate wanted) {
    learningRate = wanted;
    return this;
  }

  /** Averages that follow the network's weights from the first step on; at first none. */
  public TrainerBuilder average(WeightAverage wanted) {
    average = Optional.of(wanted);
    return this;
  }

  /** Makes the trainer. */
  public Trainer build() {
    if (thresholds == null) {
      thresholds = new Thresholds(AdaptiveThreshold.paper(), false, network.blocks().size());
    }
    if (optimizer == null) {
      optimizer = new Sgd(network.variables().parameters(), 0.9, 1e-4, false);
    }
    return new Trainer(this);
  }
}
