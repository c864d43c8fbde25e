package org.mixsep.training;

import java.nio.FloatBuffer;
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
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.mixsep.batch.Batch;
import org.mixsep.batch.BatchStream;
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
import org.mixsep.training.StepRecord.ModuleRecord;

/**
 * The training step and its loop: forward, the mean of the modules' losses (the paper, section
 * 3.3), backward, update.
 *
 * <p>One thread takes all steps, the one that takes the first: what a network keeps from one pass
 * to the next, and libtorch's random numbers, are for one training at a time. Several trainers,
 * each with a network of its own, may be made and stepped on threads of their own.
 */
public final class Trainer {
  private final SeparabilityNetwork network;
  private final ModuleLoss loss;
  private final Thresholds thresholds;
  private final Optimizer optimizer;
  private final LearningRate learningRate;
  private final int classes;
  private final Compute compute;
  private final Replicas replicas;
  private final Together together;
  private final Optional<WeightAverage> average;
  private final SortedMap<Integer, LossState> lossStates = new TreeMap<>();
  private final AtomicReference<Thread> stepping = new AtomicReference<>();
  private long iteration;

  /**
   * @param classes number of logits of each module
   * @throws IllegalArgumentException when the network has another number
   */
  public Trainer(
      SeparabilityNetwork network,
      ModuleLoss loss,
      Thresholds thresholds,
      Optimizer optimizer,
      LearningRate learningRate,
      int classes,
      Compute compute) {
    this(network, loss, thresholds, optimizer, learningRate, classes, compute, Optional.empty());
  }

  /** As above; {@code average} follows the network's weights from the first step on. */
  public Trainer(
      SeparabilityNetwork network,
      ModuleLoss loss,
      Thresholds thresholds,
      Optimizer optimizer,
      LearningRate learningRate,
      int classes,
      Compute compute,
      Optional<WeightAverage> average) {
    if (network.classes() != classes) {
      throw new IllegalArgumentException(
          "a trainer of %s classes for a network of %s".formatted(classes, network.classes()));
    }
    this.network = network;
    this.loss = loss;
    this.thresholds = thresholds;
    this.optimizer = optimizer;
    this.learningRate = learningRate;
    this.classes = classes;
    this.compute = compute;
    this.replicas = compute.replicas();
    this.together = new Together(replicas);
    this.average = average;
    network.blocks().forEach(block -> lossStates.put(block, initialState()));
  }

  private LossState initialState() {
    try (PointerScope scope = new PointerScope()) {
      LossState state = loss.initialState(classes, compute);
      state.tensors().values().forEach(tensor -> tensor.retainReference());
      return state;
    }
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

  /** Gives a pass up that cannot go back, so that the next one finds plans free. */
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
      Targets targets = Targets.of(labels, classes, compute);
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
      StepRecord step = record(total, terms, outputs, targets, labels.main());
      outputs
          .logits()
          .forEach((block, logits) -> now.remember(lossStates.get(block), logits, targets));
      total.retainReference();
      return new Forward(total, step);
    }
  }

  /**
   * Steps until {@code iterations} are done in all, or the listener ends it.
   *
   * @param batches from the iteration on that this trainer stands at
   * @return the last step taken; null when there was none to take
   * @throws NonFiniteLossException see {@link #step}
   */
  public StepRecord train(BatchStream batches, long iterations, TrainingListener listener) {
    StepRecord last = null;
    while (iteration < iterations) {
      Batch batch = batches.next();
      last = step(batch.images(), batch.mixedLabels(), false);
      if (!listener.onStep(last)) {
        break;
      }
    }
    return last;
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

  /** Reads all numbers of the step in one transfer, and checks them before they do harm. */
  private StepRecord record(
      Tensor total, List<LossTerms> terms, Outputs outputs, Targets targets, int[] labels) {
    TensorVector parts = new TensorVector(total.detach().view(1));
    for (LossTerms term : terms) {
      parts.push_back(term.between().detach().view(1));
      parts.push_back(term.within().detach().view(1));
      if (term.classDistances() != null) {
        parts.push_back(term.classDistances());
      }
    }
    parts.push_back(outputs.logits().get(outputs.logits().lastKey()).detach().view(-1));
    FloatBuffer values = FloatBuffer.wrap(Tensors.floats(torch.cat(parts)));

    float loss = values.get();
    List<ModuleRecord> modules = new ArrayList<>();
    for (int block : outputs.logits().keySet()) {
      int index = modules.size();
      Tensor paired = terms.get(index).classDistances();
      double between = finite(values.get(), "between-class loss", block);
      double within = finite(values.get(), "within-class loss", block);
      double[] distances = new double[paired == null ? 0 : (int) paired.numel()];
      for (int j = 0; j < distances.length; j++) {
        distances[j] = values.get();
      }
      modules.add(new ModuleRecord(block, between, within, thresholds.of(index), distances));
    }
    float[] scores = new float[values.remaining()];
    values.get(scores);
    return new StepRecord(
        iteration + 1,
        loss,
        List.copyOf(modules),
        learningRate.at(iteration),
        targets.pairs(),
        labels.length,
        Errors.count(scores, labels),
        Optional.empty());
  }

  private double finite(double value, String term, int block) {
    if (!Double.isFinite(value)) {
      throw new NonFiniteLossException(iteration + 1, term, block, value);
    }
    return value;
  }
}
