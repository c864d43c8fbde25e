package org.mixsep.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.batch.Labels;
import org.mixsep.loss.LossState;
import org.mixsep.loss.LossTerms;
import org.mixsep.loss.ModuleLoss;
import org.mixsep.loss.Targets;
import org.mixsep.network.Outputs;
import org.mixsep.network.SeparabilityNetwork;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Replicas;
import org.mixsep.torch.Tensors;

/**
 * The training step: forward, the mean of the modules' losses (the paper, section 3.3), backward,
 * update. {@link TrainingLoop} repeats it.
 *
 * <p>One thread takes all steps, the one that takes the first: what a network keeps from one pass
 * to the next, and libtorch's random numbers, are for one training at a time. Several trainers,
 * each with a network of its own, may be made and stepped on threads of their own.
 */
public final class Trainer {
  /** Images of a batch up to which the products of fully connected layers and pairs are small. */
  private static final int SMALL_BATCH = 1024;

  private final SeparabilityNetwork network;
  private final ModuleLoss loss;
  private final Thresholds thresholds;
  private final Optimizer optimizer;
  private final LearningRate learningRate;
  private final Compute compute;
  private final Replicas replicas;
  private final Together together;
  private final Optional<WeightAverage> average;
  private final SortedMap<Integer, LossState> lossStates = new TreeMap<>();
  private final AtomicReference<Thread> stepping = new AtomicReference<>();
  private long iteration;

  Trainer(TrainerBuilder parts) {
    this.network = parts.network;
    this.loss = parts.loss;
    this.thresholds = parts.thresholds;
    this.optimizer = parts.optimizer;
    this.learningRate = parts.learningRate;
    this.average = parts.average;
    this.compute = network.compute();
    this.replicas = compute.replicas();
    this.together = new Together(replicas);
    network.blocks().forEach(block -> lossStates.put(block, initialState()));
  }

  /** A trainer of a network, with what most take; see {@link TrainerBuilder}. */
  public static TrainerBuilder builder(SeparabilityNetwork network) {
    return new TrainerBuilder(network);
  }

  private LossState initialState() {
    try (PointerScope scope = new PointerScope()) {
      LossState state = loss.initialState(network.classes(), compute);
      state.tensors().values().forEach(tensor -> tensor.retainReference());
      return state;
    }
  }

  /** What it trains. */
  public SeparabilityNetwork network() {
    return network;
  }

  /** What changes the network's parameters. */
  public Optimizer optimizer() {
    return optimizer;
  }

  /** Number of steps done. */
  public long iteration() {
    return iteration;
  }

  /** {@link #step(Tensor, Labels, boolean)} of images with one label each, without measuring. */
  public StepRecord step(Tensor images, int[] labels) {
    return step(images, Labels.of(labels), false);
  }

  /**
   * One step.
   *
   * @param images float32 [N, C, H, W] in host memory; where several processes share the batch,
   *     this one's part
   * @param labels of all images of the batch, each in {0..classes-1}; an image mixed of two counts
   *     as an error where the prediction is not its main label
   * @param measured whether to record the update's size, which costs a copy of all weights and
   *     changes none
   * @throws NonFiniteLossException when a loss term is not finite; nothing has changed then but the
   *     running statistics of batch norms
   * @throws NonFiniteException when it is measured and the gradient is not finite; no weight has
   *     changed then
   * @throws IllegalArgumentException when there is another number of labels than of images, or one
   *     has no class
   * @throws RuntimeException that {@link Replicas#cause} tells of another process that is lost
   * @throws IllegalStateException when another thread took the first step
   */
  public StepRecord step(Tensor images, Labels labels, boolean measured) {
    requireOneThread();
    if (images.dim() != 4 || images.size(0) * replicas.size() != labels.main().length) {
      throw new IllegalArgumentException(
          "%s labels for images %s, expected [N, C, H, W]"
              .formatted(labels.main().length, Arrays.toString(Tensors.shape(images))));
    }
    if (iteration == 0) {
      average.ifPresent(WeightAverage::restart);
    }
    try (PointerScope scope = new PointerScope()) {
      Forward forward = forwardOrClose(images, labels);
      try (Tensor loss = forward.loss()) {
        together.backward(loss);
      }
      StepRecord step = forward.step();
      double[] within = together.addUp(optimizer.parameters().values(), step.modules());
      if (measured) {
        step = step.with(optimizer.measuredStep(step.learningRate(), step.iteration()));
      } else {
        optimizer.step(step.learningRate());
      }
      thresholds.update(within);
      iteration++;
      average.ifPresent(a -> a.follow(iteration));
      return step;
    }
  }

  private void requireOneThread() {
    Thread here = Thread.currentThread();
    Thread first = stepping.compareAndExchange(null, here);
    if (first != null && first != here) {
      throw new IllegalStateException(
          "a trainer's steps are taken by one thread: the first was taken by %s, this one is asked for by %s"
              .formatted(first.getName(), here.getName()));
    }
  }

  /** Closes the network when a pass fails: its plans would wait for a way back that never comes. */
  private Forward forwardOrClose(Tensor images, Labels labels) {
    try {
      return forward(images, labels);
    } catch (RuntimeException e) {
      network.close();
      throw e;
    }
  }

  /**
   * What a forward pass leaves behind.
   *
   * @param loss to go backward from; to be closed
   */
  private record Forward(Tensor loss, StepRecord step) {}

  /**
   * In a scope of its own, at whose end only autograd holds the maps: it then frees them one by one
   * on its way back.
   */
  private Forward forward(Tensor images, Labels labels) {
    try (PointerScope scope = new PointerScope()) {
      Targets targets = Targets.of(labels, network.classes(), compute);
      Compute.smallProducts(images.size(0) <= SMALL_BATCH);
      Outputs outputs = network.forward(compute.placeImages(images), true).gathered(replicas);
      List<LossTerms> terms = new ArrayList<>();
      ModuleLoss now = loss.at(iteration);
      outputs
          .modules()
          .forEach(
              (block, output) -> {
                double threshold = thresholds.of(terms.size());
                terms.add(now.of(output, targets, threshold, lossStates.get(block)));
              });
      Tensor total = mean(terms);
      StepNumbers numbers = StepNumbers.read(iteration + 1, total, terms, outputs, thresholds);
      StepRecord step =
          new StepRecord(
              iteration + 1,
              numbers.loss(),
              numbers.modules(),
              learningRate.at(iteration),
              targets.pairs(),
              labels.main().length,
              ErrorCounts.count(numbers.scores(), labels.main()),
              Optional.empty());
      outputs
          .logits()
          .forEach((block, logits) -> now.remember(lossStates.get(block), logits, targets));
      total.retainReference();
      return new Forward(total, step);
    }
  }

  /** Puts the number of steps done back, after the state of network and optimizer was restored. */
  void resumeAt(long iterationsDone) {
    iteration = iterationsDone;
  }

  /** The averages of the network's weights, if there are any. */
  public Optional<WeightAverage> average() {
    return average;
  }

  Thresholds thresholds() {
    return thresholds;
  }

  /** What the loss remembers, by names such as {@code block4.centers}; part of a checkpoint. */
  Map<String, Tensor> lossState() {
    Map<String, Tensor> all = new TreeMap<>();
    lossStates.forEach(
        (block, state) ->
            state.tensors().forEach((name, t) -> all.put("block" + block + "." + name, t)));
    return all;
  }

  private static Tensor mean(List<LossTerms> terms) {
    Tensor sum = terms.get(0).total();
    for (LossTerms next : terms.subList(1, terms.size())) {
      sum = sum.add(next.total());
    }
    return sum.div(new Scalar((double) terms.size()));
  }
}
