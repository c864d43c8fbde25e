package org.mixsep.training;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.batch.Labels;
import org.mixsep.loss.AdaptiveThreshold;
import org.mixsep.loss.MixtureSeparabilityLoss;
import org.mixsep.loss.ModuleLoss;
import org.mixsep.loss.WithinClassLoss;
import org.mixsep.network.Head;
import org.mixsep.network.SeparabilityNetwork;
import org.mixsep.network.Vgg;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Precision;
import org.mixsep.torch.Tensors;
import org.mixsep.torch.Variables;

/** A training small enough for tests: four modules, three classes told apart by their colour. */
final class SmallTraining {
  static final int CLASSES = 3;
  private static final int BATCH = 24;

  final Compute compute = new Compute(false, Precision.FLOAT32);
  final Variables variables;
  final SeparabilityNetwork network;
  final Sgd optimizer;
  final Trainer trainer;

  SmallTraining(long seed, double rate, double weight, boolean perModule) {
    this(seed, rate, new MixtureSeparabilityLoss(WithinClassLoss.paper(), weight), perModule);
  }

  SmallTraining(long seed, double rate, ModuleLoss loss, boolean perModule) {
    this(seed, rate, loss, Head.fullyConnected(true), perModule);
  }

  SmallTraining(long seed, double rate, ModuleLoss loss, Head head, boolean perModule) {
    this(seed, rate, loss, head, perModule, (trained, averaged) -> Optional.empty());
  }

  /** The same with averaged weights. */
  static SmallTraining averaged(long seed, double decay, int every) {
    return new SmallTraining(
        seed,
        0.1,
        new MixtureSeparabilityLoss(WithinClassLoss.paper(), 0.01),
        Head.fullyConnected(true),
        false,
        (trained, averaged) -> Optional.of(new WeightAverage(trained, averaged, decay, every)));
  }

  private SmallTraining(
      long seed,
      double rate,
      ModuleLoss loss,
      Head head,
      boolean perModule,
      BiFunction<Variables, Variables, Optional<WeightAverage>> average) {
    variables = new Variables(compute, seed);
    network = network(variables, head);
    Variables averages = new Variables(compute, seed + 1);
    network(averages, head);
    optimizer = new Sgd(variables.parameters(), 0.9, 1e-4, false);
    TrainerBuilder builder =
        Trainer.builder(network)
            .loss(loss)
            .thresholds(new Thresholds(new AdaptiveThreshold(0.5, 5, 0.9, 0.5, 0.5), perModule, 4))
            .optimizer(optimizer)
            .learningRate(new LearningRate.Stepped(rate, 0.9, 7));
    trainer = average.apply(variables, averages).map(builder::average).orElse(builder).build();
  }

  private static SeparabilityNetwork network(Variables variables, Head head) {
    Vgg backbone = new Vgg(variables.root(), 3, List.of(1, 1, 1, 1), List.of(4, 6, 8, 8));
    return new SeparabilityNetwork(
        variables.root(), backbone, new TreeSet<>(List.of(1, 2, 3, 4)), CLASSES, true, head);
  }

  Variables averages() {
    return trainer.average().orElseThrow().averaged();
  }

  /** Trains to {@code until} steps on batches that depend on the step alone. */
  StepRecord trainTo(long until) {
    StepRecord last = null;
    while (trainer.iteration() < until) {
      last = step(false);
    }
    return last;
  }

  StepRecord step(boolean measured) {
    Random random = new Random(trainer.iteration());
    int[] labels = random.ints(BATCH, 0, CLASSES).toArray();
    return trainer.step(images(random, labels), Labels.of(labels), measured);
  }

  static Tensor images(Random random, int[] labels) {
    float[] values = new float[labels.length * 3 * 16 * 16];
    for (int i = 0; i < values.length; i++) {
      int image = i / (3 * 256);
      int channel = i / 256 % 3;
      values[i] = (float) random.nextGaussian() + (channel == labels[image] ? 0.5f : 0);
    }
    return Tensors.of(values, labels.length, 3, 16, 16);
  }

  /** All that training changes, in plain values. */
  Map<String, float[]> weights() {
    Map<String, float[]> all = new java.util.LinkedHashMap<>();
    variables.parameters().forEach((name, t) -> all.put(name, Tensors.floats(t)));
    variables.buffers().forEach((name, t) -> all.put(name, Tensors.floats(t)));
    optimizer.momenta().forEach((name, t) -> all.put("momentum of " + name, Tensors.floats(t)));
    trainer
        .average()
        .ifPresent(
            average ->
                average
                    .averaged()
                    .all()
                    .forEach((name, t) -> all.put("average of " + name, Tensors.floats(t))));
    trainer.lossState().forEach((name, t) -> all.put("loss of " + name, Tensors.floats(t)));
    return all;
  }
}
