package org.mixsep.loss;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Tensors;

/**
 * Class distances of a batch and of what came shortly before it, as {@link MixtureSeparabilityLoss}
 * defines them.
 *
 * @param perClass K, at least 1. A module's state takes 4 K c^2 bytes; a step has up to N K pairs
 *     of c logits each in memory
 */
record LogitMemory(int perClass) {
  private static final String LOGITS = "memory";

  /** How many logits of each class were ever kept, int64 [c] in host memory. */
  private static final String SEEN = "seen";

  LossState initialState(int classes, Compute compute) {
    return new LossState(
        Map.of(
            LOGITS, compute.place(torch.zeros((long) classes * perClass, classes)),
            SEEN, Tensors.of(new long[classes], classes)));
  }

  /**
   * Class distances [k] of the k classes that have a pair, ascending; null where there is none.
   *
   * @param logits [N, c] of the batch
   */
  Tensor classDistances(WithinClassLoss within, Tensor logits, Targets targets, LossState state) {
    int[][] images = targets.images();
    long[] kept = Tensors.longs(state.get(SEEN));
    long[] inBatch = new long[images.length];
    long[] across = new long[images.length];
    for (int j = 0; j < images.length; j++) {
      kept[j] = Math.min(kept[j], perClass);
      inBatch[j] = images[j].length * (images[j].length - 1L) / 2;
      across[j] = images[j].length * kept[j];
    }
    int[] paired =
        IntStream.range(0, images.length).filter(j -> inBatch[j] + across[j] > 0).toArray();
    if (paired.length == 0) {
      return null;
    }
    Tensor sums = logits.new_zeros(images.length);
    if (targets.pairs() > 0) {
      int[] classes = targets.pairedClasses();
      Tensor means = within.classDistances(logits, targets);
      Tensor counts = beside(means, Arrays.stream(classes).mapToLong(j -> inBatch[j]));
      sums = sums.index_add(0, targets.place(Tensors.longs(classes)), means.mul(counts));
    }
    if (Arrays.stream(across).sum() > 0) {
      sums = addAcross(sums, within, logits, targets, kept, state.get(LOGITS));
    }
    Tensor pairs = beside(logits, Arrays.stream(paired).mapToLong(j -> inBatch[j] + across[j]));
    return sums.index_select(0, targets.place(Tensors.longs(paired))).div(pairs);
  }

  /** Adds to each class's sum the distances of its images to its kept logits. */
  private Tensor addAcross(
      Tensor sums,
      WithinClassLoss within,
      Tensor logits,
      Targets targets,
      long[] kept,
      Tensor memory) {
    int[][] images = targets.images();
    int pairs = IntStream.range(0, kept.length).map(j -> images[j].length * (int) kept[j]).sum();
    int[] image = new int[pairs];
    int[] row = new int[pairs];
    int[] label = new int[pairs];
    int pair = 0;
    for (int j = 0; j < images.length; j++) {
      for (int i : images[j]) {
        for (int slot = 0; slot < kept[j]; slot++) {
          image[pair] = i;
          row[pair] = j * perClass + slot;
          label[pair++] = j;
        }
      }
    }
    Tensor a =
        within.space().of(logits, targets).index_select(0, targets.place(Tensors.longs(image)));
    Tensor rows = memory.index_select(0, targets.place(Tensors.longs(row)));
    Tensor b = within.space().of(rows.to(logits.scalar_type().intern()), targets);
    Tensor distances = distances(within.distance(), a.sub(b));
    return sums.index_add(0, targets.place(Tensors.longs(label)), distances);
  }

  /** Of differences [P, c], [P]; their gradient at 0 is 0. */
  private static Tensor distances(PairDistance distance, Tensor differences) {
    long[] logits = {1};
    return switch (distance) {
      case EUCLIDEAN -> differences.norm(new ScalarOptional(new Scalar(2.0)), logits, false);
      case MANHATTAN -> differences.abs().sum(logits, false, new ScalarTypeOptional());
      case SQUARED_EUCLIDEAN -> differences.square().sum(logits, false, new ScalarTypeOptional());
    };
  }

  /** Keeps the batch's logits in the places of the oldest. */
  void remember(LossState state, Tensor logits, Targets targets) {
    int[][] images = targets.images();
    long[] seen = Tensors.longs(state.get(SEEN));
    IntStream.Builder image = IntStream.builder();
    IntStream.Builder row = IntStream.builder();
    for (int j = 0; j < images.length; j++) {
      int count = images[j].length;
      for (int i = Math.max(0, count - perClass); i < count; i++) { // no place twice
        image.add(images[j][i]);
        row.add(j * perClass + (int) ((seen[j] + i) % perClass));
      }
      seen[j] += count;
    }
    Tensor latest =
        logits.detach().index_select(0, targets.place(Tensors.longs(image.build().toArray())));
    Tensor rows = targets.place(Tensors.longs(row.build().toArray()));
    state.get(LOGITS).index_copy_(0, rows, latest.to(ScalarType.Float));
    state.get(SEEN).copy_(Tensors.of(seen, seen.length));
  }

  /** Numbers as a tensor of another's type, where that is. */
  private static Tensor beside(Tensor other, LongStream numbers) {
    long[] values = numbers.toArray();
    return Tensors.of(values, values.length).to(other.device(), other.scalar_type().intern());
  }
}
