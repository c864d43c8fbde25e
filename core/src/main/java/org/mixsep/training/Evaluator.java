package org.mixsep.training;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.InvalidInputException;
import org.mixsep.batch.Batch;
import org.mixsep.batch.SequentialBatches;
import org.mixsep.network.Outputs;
import org.mixsep.network.SeparabilityNetwork;
import org.mixsep.preprocess.PreparedImages;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Replicas;
import org.mixsep.torch.Tensors;

/**
 * Measures a network and asks it for predictions; changes nothing in it. Where several processes
 * have the network, each takes every so many-th batch of images, and all of them learn the result.
 */
public final class Evaluator {
  /** Large enough to keep every thread busy, small enough for wide networks at 144x144. */
  private static final int BATCH = 256;

  private final SeparabilityNetwork network;
  private final Compute compute;
  private final int batchSize;
  private final Replicas replicas;

  public Evaluator(SeparabilityNetwork network) {
    this(network, BATCH);
  }

  /**
   * @param batchSize images a forward pass, at least 1. During a training it is best the training's
   *     own: maps of the same sizes reuse the memory of the steps, others fragment it
   */
  public Evaluator(SeparabilityNetwork network, int batchSize) {
    this.network = network;
    this.compute = network.compute();
    this.batchSize = batchSize;
    this.replicas = compute.replicas();
  }

  /**
   * Counts the errors of every module, and of their mean, on all images.
   *
   * @throws InvalidInputException when there is no image, or the images have another number of
   *     classes than the network
   * @throws NonFiniteException when the network gives no numbers
   */
  public Evaluation evaluate(PreparedImages images) {
    return evaluate(images, Views.NONE);
  }

  /** {@link #evaluate(PreparedImages)} by the logits averaged over some views of every image. */
  public Evaluation evaluate(PreparedImages images, Views views) {
    begin(images);
    SortedMap<Integer, Integer> errors = new TreeMap<>();
    network.blocks().forEach(block -> errors.put(block, 0));
    int meanErrors = 0;
    try (SequentialBatches batches = new SequentialBatches(images, batchSize)) {
      for (int i = replicas.rank(); i < batches.batches(); i += replicas.size()) {
        Batch batch = batches.batch(i);
        try (PointerScope scope = new PointerScope();
            NoGradGuard guard = new NoGradGuard()) {
          Outputs outputs = views.outputs(network, batch.images());
          outputs
              .logits()
              .forEach(
                  (block, logits) ->
                      errors.merge(
                          block,
                          ErrorCounts.count(scores(block, logits), batch.labels()),
                          Integer::sum));
          meanErrors +=
              ErrorCounts.count(Tensors.floats(outputs.meanProbabilities()), batch.labels());
        }
      }
    }
    return new Evaluation(images.size(), errors, sum(errors, meanErrors));
  }

  /**
   * Makes the errors of all processes of the own ones, in place; gives the last, summed as well.
   */
  private int sum(SortedMap<Integer, Integer> errors, int meanErrors) {
    if (replicas.isAlone()) {
      return meanErrors;
    }
    try (PointerScope scope = new PointerScope()) {
      long[] own =
          LongStream.concat(
                  errors.values().stream().mapToLong(Integer::longValue), LongStream.of(meanErrors))
              .toArray();
      Tensor counts = Tensors.of(own, own.length);
      replicas.sum(counts);
      long[] all = Tensors.longs(counts);
      int next = 0;
      for (int block : errors.keySet()) {
        errors.put(block, Math.toIntExact(all[next++]));
      }
      return Math.toIntExact(all[next]);
    }
  }

  /**
   * The class probabilities of all images, by every module and by their mean; the last logits.
   *
   * @throws InvalidInputException when there is no image, or the images have another number of
   *     classes than the network
   * @throws NonFiniteException when the network gives no numbers
   */
  public Predictions predict(PreparedImages images) {
    begin(images);
    int[] labels = new int[images.size()];
    SortedMap<Integer, float[]> byBlock = new TreeMap<>();
    float[] mean = new float[Math.multiplyExact(images.size(), images.classes())];
    float[] last = new float[mean.length];
    for (int block : network.blocks()) {
      byBlock.put(block, new float[mean.length]);
    }
    try (SequentialBatches batches = new SequentialBatches(images, batchSize)) {
      for (int i = replicas.rank(); i < batches.batches(); i += replicas.size()) {
        Batch batch = batches.batch(i);
        try (PointerScope scope = new PointerScope();
            NoGradGuard guard = new NoGradGuard()) {
          Outputs outputs = network.forward(compute.placeImages(batch.images()), false);
          int at = batch.indices()[0] * images.classes();
          outputs
              .logits()
              .forEach((block, q) -> copy(scores(block, q.softmax(1)), byBlock.get(block), at));
          copy(Tensors.floats(outputs.meanProbabilities()), mean, at);
          int end = outputs.logits().lastKey();
          copy(scores(end, outputs.logits().get(end)), last, at);
        }
      }
    }
    for (int i = 0; i < labels.length; i++) {
      labels[i] = images.label(i);
    }
    byBlock.values().forEach(this::sum);
    sum(mean);
    sum(last);
    return new Predictions(labels, byBlock, mean, last);
  }

  /** Makes what all processes found of what the own one did, which left the others' places at 0. */
  private void sum(float[] values) {
    if (!replicas.isAlone()) {
      try (PointerScope scope = new PointerScope()) {
        Tensor all = Tensors.of(values, values.length);
        replicas.sum(all);
        System.arraycopy(Tensors.floats(all), 0, values, 0, values.length);
      }
    }
  }

  private void begin(PreparedImages images) {
    requireFit(images);
    Compute.smallProducts(false); // a training may have left them to one thread
  }

  private void requireFit(PreparedImages images) {
    if (images.size() == 0) {
      throw new InvalidInputException(images.name() + " holds no images to measure on");
    }
    if (images.classes() != network.classes()) {
      throw new InvalidInputException(
          "%s has %s classes, the network %s"
              .formatted(images.name(), images.classes(), network.classes()));
    }
  }

  private static float[] scores(int block, Tensor rows) {
    return NonFiniteException.requireFinite(
        Tensors.floats(rows), "outputs of the module on block " + block);
  }

  private static void copy(float[] values, float[] into, int at) {
    System.arraycopy(values, 0, into, at, values.length);
  }
}
