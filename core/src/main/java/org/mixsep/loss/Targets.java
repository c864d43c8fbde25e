package org.mixsep.loss;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Tensors;

/**
 * What a batch's logits are held against: its labels, and which of its images form same-class
 * pairs. Made once a batch, shared by the losses of all modules.
 *
 * <p>The images of the k classes that have a pair stand class by class in rows of m, the number in
 * the largest; a shorter row is filled up with its first image, at weight 0.
 */
public final class Targets {
  private final Tensor labels;
  private final Tensor rows;
  private final Tensor weights;
  private final int[] pairedClasses;
  private final long pairs;

  private Targets(Tensor labels, Tensor rows, Tensor weights, int[] pairedClasses, long pairs) {
    this.labels = labels;
    this.rows = rows;
    this.weights = weights;
    this.pairedClasses = pairedClasses;
    this.pairs = pairs;
  }

  /**
   * @param labels of the N images, each in {0..classes-1}
   * @param compute where the logits are
   */
  public static Targets of(int[] labels, int classes, Compute compute) {
    int[] count = new int[classes];
    for (int label : labels) {
      count[label]++;
    }
    int[] paired = IntStream.range(0, classes).filter(j -> count[j] > 1).toArray();
    int largest = Arrays.stream(count).max().orElse(0);
    return new Targets(
        compute.place(Tensors.longs(labels)),
        compute.place(rows(labels, paired, classes, largest)),
        compute.place(weights(count, paired, largest)),
        paired,
        Arrays.stream(paired).mapToLong(j -> pairs(count[j])).sum());
  }

  /** Labels, int64 [N]. */
  public Tensor labels() {
    return labels;
  }

  /** Classes with two images or more in the batch, ascending: k of them. */
  public int[] pairedClasses() {
    return pairedClasses.clone();
  }

  /** Number of same-class pairs of the batch: the sum of lambda_j (Eq. 4). */
  public long pairs() {
    return pairs;
  }

  /** Features [N, c] to groups [k, m, c]. */
  Tensor grouped(Tensor features) {
    return features
        .index_select(0, rows)
        .view(pairedClasses.length, rows.numel() / pairedClasses.length, -1);
  }

  /**
   * Weights [k, m, m], float64, that turn the distances of a class's ordered pairs into their mean.
   */
  Tensor weights() {
    return weights;
  }

  private static Tensor rows(int[] labels, int[] paired, int classes, int largest) {
    int[] rowOf = new int[classes];
    Arrays.fill(rowOf, -1);
    for (int r = 0; r < paired.length; r++) {
      rowOf[paired[r]] = r;
    }
    long[] rows = new long[paired.length * largest];
    int[] filled = new int[paired.length];
    for (int i = 0; i < labels.length; i++) {
      int r = rowOf[labels[i]];
      if (r >= 0) {
        if (filled[r] == 0) {
          Arrays.fill(rows, r * largest, (r + 1) * largest, i);
        }
        rows[r * largest + filled[r]++] = i;
      }
    }
    return Tensors.of(rows, rows.length);
  }

  private static Tensor weights(int[] count, int[] paired, int largest) {
    double[] weights = new double[paired.length * largest * largest];
    for (int r = 0; r < paired.length; r++) {
      int mu = count[paired[r]];
      double weight = 0.5 / pairs(mu);
      for (int i = 0; i < mu; i++) {
        int from = (r * largest + i) * largest;
        Arrays.fill(weights, from, from + mu, weight);
        weights[from + i] = 0; // an image is no pair with itself
      }
    }
    return Tensors.of(weights, paired.length, largest, largest);
  }

  private static long pairs(long images) {
    return images * (images - 1) / 2;
  }
}
