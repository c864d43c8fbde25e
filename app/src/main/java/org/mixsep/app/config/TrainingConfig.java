package org.mixsep.app.config;

import java.util.List;
import org.mixsep.training.WeightDecay;

/**
 * How the weights are found.
 *
 * @param iterations steps of the whole run
 * @param batch images in a step
 * @param seed starts initial weights, order of images and augmentation
 * @param batches which images are in a batch
 */
public record TrainingConfig(
    int iterations,
    int batch,
    double momentum,
    WeightDecay weightDecay,
    boolean nesterov,
    long seed,
    BatchesConfig batches,
    LearningRateConfig learningRate,
    AverageConfig average,
    OptimizerConfig optimizer) {
  static final Setting<Integer> ITERATIONS =
      new Setting<>(
          "iterations",
          Kinds.whole(1, 1_000_000_000),
          "80000",
          c -> c.training().iterations(),
          "Steps of the whole run; each takes one batch.");
  static final Setting<Integer> BATCH =
      new Setting<>(
          "batch",
          Kinds.whole(1, 65_536),
          "128",
          c -> c.training().batch(),
          "Images in a batch. With few images of a class in a batch the within-class loss has few"
              + " pairs to work on.");
  static final Setting<Double> MOMENTUM =
      new Setting<>(
          "momentum",
          DecimalKind.from(0).below(1),
          "0.9",
          c -> c.training().momentum(),
          "Momentum of stochastic gradient descent.");
  static final Setting<Double> WEIGHT_DECAY =
      new Setting<>(
          "weightDecay",
          DecimalKind.from(0),
          "0",
          c -> c.training().weightDecay().share(),
          "Share of each weight added to its gradient; the paper names none, 0.0005 is usual.");
  static final Setting<WeightDecay.Target> WEIGHT_DECAY_OF =
      new Setting<>(
          "weightDecay.of",
          Kinds.hyphened(WeightDecay.Target.values()),
          "all",
          c -> c.training().weightDecay().target(),
          "What decays: all parameters, or weights (filters and matrices alone, neither batch norms"
              + " nor biases; He et al. 2019, Bag of Tricks, section 3.1).",
          Need.other(WEIGHT_DECAY, 0.0));
  static final Setting<Boolean> NESTEROV =
      new Setting<>(
          "nesterov",
          Kinds.flag(),
          "off",
          c -> c.training().nesterov(),
          "Nesterov's form of momentum.");
  static final Setting<Long> SEED =
      new Setting<>(
          "seed",
          Kinds.seed(),
          "1",
          c -> c.training().seed(),
          "Starts the initial weights, the order of the images and the augmentation; the same seed"
              + " and number of threads give the same weights, bit for bit.");
  static final List<Setting<?>> SETTINGS =
      List.of(ITERATIONS, BATCH, MOMENTUM, WEIGHT_DECAY, WEIGHT_DECAY_OF, NESTEROV, SEED);

  public TrainingConfig {
    ITERATIONS.checked(iterations);
    BATCH.checked(batch);
    MOMENTUM.checked(momentum);
    WEIGHT_DECAY.checked(weightDecay.share());
    WEIGHT_DECAY_OF.checked(weightDecay.target());
    SEED.checked(seed);
  }

  static TrainingConfig of(Values values) {
    return new TrainingConfig(
        values.get(ITERATIONS),
        values.get(BATCH),
        values.get(MOMENTUM),
        new WeightDecay(values.get(WEIGHT_DECAY), values.get(WEIGHT_DECAY_OF)),
        values.get(NESTEROV),
        values.get(SEED),
        BatchesConfig.of(values),
        LearningRateConfig.of(values),
        AverageConfig.of(values),
        OptimizerConfig.of(values));
  }
}
