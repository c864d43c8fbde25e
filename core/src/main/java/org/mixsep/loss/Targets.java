package org.mixsep.loss;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Tensors;

/**
 * What a batch's logits are held against: its labels, and which of its images form same-class
 * pairs. Made once a batch, shared by the losses of all modules.
 *
 * <p>The classes that have a pair lie in one {@link ClassGroup}, or, in batches where filling up to
 * the largest class would take much memory, in several of similar sizes.
 */
public final class Targets {
  /** Values of filled-up features that one group may take whatever the classes' sizes. */
  private static final long SMALL = 1 << 22;

  private final Tensor labels;
  private final int[] pairedClasses;
  private final long pairs;
  private final List<ClassGroup> groups = new ArrayList<>();

  /** Where each paired class stands in the groups, one after another; null when in order. */
  private Tensor order;

  private Targets(int[] labels, int[][] images, Compute compute) {
    this.labels = compute.place(Tensors.longs(labels));
    pairedClasses = IntStream.range(0, images.length).filter(j -> images[j].length > 1).toArray();
    pairs = Arrays.stream(images).mapToLong(of -> of.length * (of.length - 1L) / 2).sum();
    int largest = Arrays.stream(images).mapToInt(of -> of.length).max().orElse(0);
    if ((long) pairedClasses.length * largest * images.length <= SMALL) {
      if (pairs > 0) {
        groups.add(group(images, pairedClasses, compute));
      }
    } else {
      groupBySize(images, compute);
    }
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
    int[][] images = new int[classes][];
    Arrays.setAll(images, j -> new int[count[j]]);
    Arrays.fill(count, 0);
    for (int i = 0; i < labels.length; i++) {
      images[labels[i]][count[labels[i]]++] = i;
    }
    return new Targets(labels, images, compute);
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

  /**
   * What {@code perGroup} gives for the classes of each group, in the order of the classes: [k].
   */
  Tensor inClassOrder(Function<ClassGroup, Tensor> perGroup) {
    if (order == null) {
      return perGroup.apply(groups.get(0));
    }
    TensorVector parts = new TensorVector();
    groups.forEach(group -> parts.push_back(perGroup.apply(group)));
    return torch.cat(parts).index_select(0, order);
  }

  /** From the largest class down; a class less than half the first of its group opens a new one. */
  private void groupBySize(int[][] images, Compute compute) {
    int[] bySize =
        IntStream.of(pairedClasses)
            .boxed()
            .sorted(Comparator.comparing(j -> -images[j].length))
            .mapToInt(j -> j)
            .toArray();
    for (int from = 0, to; from < bySize.length; from = to) {
      int half = (images[bySize[from]].length + 1) / 2;
      to = from;
      while (to < bySize.length && images[bySize[to]].length >= half) {
        to++;
      }
      groups.add(group(images, Arrays.copyOfRange(bySize, from, to), compute));
    }
    long[] place = new long[images.length];
    for (int i = 0; i < bySize.length; i++) {
      place[bySize[i]] = i;
    }
    long[] places = IntStream.of(pairedClasses).mapToLong(j -> place[j]).toArray();
    order = compute.place(Tensors.of(places, places.length));
  }

  private static ClassGroup group(int[][] images, int[] classes, Compute compute) {
    return new ClassGroup(
        IntStream.of(classes).mapToObj(j -> images[j]).toArray(int[][]::new), compute);
  }
}
