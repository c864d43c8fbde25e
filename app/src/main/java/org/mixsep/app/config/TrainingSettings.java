package org.mixsep.app.config;

import org.mixsep.training.WeightDecay;

/** How the weights are found. */
public final class TrainingSettings {
  static final Group ALL = new Group(Scope.MODEL);

  public static final Setting<Integer> ITERATIONS =
      ALL.add("iterations", Kinds.whole(1, 1_000_000_000), 80000)
          .help("Steps of the whole run; each takes one batch.");
  public static final Setting<Integer> BATCH =
      ALL.add("batch", Kinds.whole(1, 65_536), 128)
          .help(
              "Images in a batch. With few images of a class in a batch the within-class loss has few"
                  + " pairs to work on.");
  public static final Setting<Double> EPOCHS =
      ALL.add("epochs", DecimalKind.from(0).upTo(1_000_000), 0.0)
          .help(
              "How often the run goes through its training images, where that says how long it is: when"
                  + " it begins, iterations are set by it. 0 leaves them as they are. Of iterations and"
                  + " epochs the one that is set last counts.");
  public static final Setting<Integer> LEAST_IMAGES =
      ALL.add("epochs.leastImages", Kinds.whole(0, 1_000_000_000), 0)
          .needs(Need.other(EPOCHS, 0.0))
          .help(
              "Few images need more epochs: the run goes on until it has taken so many, each counted as"
                  + " often as it comes. 0 leaves the epochs as they are.");
  public static final Setting<Integer> LEAST_PER_EPOCH =
      ALL.add("batch.leastPerEpoch", Kinds.whole(0, 1_000_000), 0)
          .help(
              "Few images make small batches: when the run begins, batch is halved until an epoch has at"
                  + " least so many of them. 0 keeps it.");
  public static final Setting<Double> MOMENTUM =
      ALL.add("momentum", DecimalKind.from(0).below(1), 0.9)
          .help("Momentum of stochastic gradient descent.");
  public static final Setting<Double> WEIGHT_DECAY =
      ALL.add("weightDecay", DecimalKind.from(0), 0.0)
          .help(
              "Share of each weight added to its gradient; the paper names none, 0.0005 is usual.");
  public static final Setting<WeightDecay.Target> WEIGHT_DECAY_OF =
      ALL.choice("weightDecay.of", WeightDecay.Target.ALL)
          .needs(Need.other(WEIGHT_DECAY, 0.0))
          .help(
              "What decays: all parameters, or weights (filters and matrices alone, neither batch norms"
                  + " nor biases; He et al. 2019, Bag of Tricks, section 3.1).");
  public static final Setting<Boolean> NESTEROV =
      ALL.flag("nesterov", false).help("Nesterov's form of momentum.");
  public static final Setting<Long> SEED =
      ALL.add("seed", Kinds.seed(), 1L)
          .help(
              "Starts the initial weights, the order of the images and the augmentation; the same seed"
                  + " and number of threads give the same weights, bit for bit.");

  private TrainingSettings() {}
}
