package org.mixsep.loss;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Tensors;

/**
 * The same-class pairs of a batch, and means over them.
 *
 * <p>No pair is ever held: a class's images lie in a row of a {@link ClassGroup}, one group for all
 * classes, or several of similar sizes where filling up to the largest would take much memory. What
 * takes part in autograd is of the size of the features.
 */
final class ClassPairs {
  /** Values of filled-up features that one group may take whatever the classes' sizes. */
  private static final long SMALL = 1 << 22;

  private final int classes;
  private final List<ClassGroup> groups = new ArrayList<>();
  private final int slots;

  /** Of each image [N]: its class's first image; its slot in the groups; its class's number. */
  private final Tensor first;

  private final Tensor slot;
  private final Tensor place;

  /**
   * @param images the images' places in the batch, of each class
   * @param paired the k classes that have two or more
   * @param batch number N of images
   */
  ClassPairs(int[][] images, int[] paired, int batch, Compute compute) {
    classes = paired.length;
    int largest = IntStream.of(paired).map(j -> images[j].length).max().orElseThrow();
    boolean small = (long) classes * largest * images.length <= SMALL;
    long[] first = new long[batch];
    long[] slot = new long[batch];
    long[] place = new long[batch];
    Arrays.setAll(first, i -> i); // an image without a pair is its own origin, at 0
    int filled = 0;
    for (int[] group : small ? List.of(paired) : bySize(images, paired)) {
      ClassGroup laidOut =
          new ClassGroup(
              IntStream.of(group).mapToObj(j -> images[j]).toArray(int[][]::new), compute);
      for (int j : group) {
        int number = Arrays.binarySearch(paired, j);
        for (int i = 0; i < images[j].length; i++) {
          first[images[j][i]] = images[j][0];
          slot[images[j][i]] = filled + i;
          place[images[j][i]] = number;
        }
        filled += laidOut.largest();
      }
      groups.add(laidOut);
    }
    slots = filled;
    for (int[] of : images) {
      if (of.length == 1) {
        slot[of[0]] = slots; // the last one, which stays zero
      }
    }
    this.first = compute.place(Tensors.of(first, batch));
    this.slot = compute.place(Tensors.of(slot, batch));
    this.place = compute.place(Tensors.of(place, batch));
  }

  /**
   * The mean distance of each class's pairs, [k].
   *
   * <p>The gradient is computed first, without autograd. A distance is homogeneous: the features
   * times its gradient are its degree times itself (Euler). That product is what autograd sees, so
   * its value and its gradient are both right.
   *
   * @param features [N, c]
   * @param ofSums see {@link ClassGroup#gradient}
   * @param degree of the distance: 1 for a norm, 2 for a squared one
   */
  Tensor means(Tensor features, BinaryOperator<Tensor> ofSums, int degree) {
    // A tight cluster far from the origin would lose its digits. Pair distances do not change by
    // the shift, so no gradient goes through it.
    Tensor x = features.sub(features.detach().index_select(0, first));
    Tensor products = x.mul(gradient(x.detach(), ofSums)).sum(1);
    Tensor sums = products.new_zeros(classes).index_add(0, place, products);
    return degree == 1 ? sums : sums.sub(sums.detach(), new Scalar(1 - 1.0 / degree));
  }

  /** [N, c]; zeros for images without a pair. */
  private Tensor gradient(Tensor x, BinaryOperator<Tensor> ofSums) {
    Tensor gradient = x.new_empty(x.size(0), x.size(1));
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor inSlots = x.new_zeros(slots + 1L, x.size(1));
      long from = 0;
      for (ClassGroup group : groups) {
        group.gradient(x, ofSums, inSlots.narrow(0, from, group.slots()));
        from += group.slots();
      }
      torch.index_select_out(gradient, inSlots, 0, slot);
    }
    return gradient;
  }

  /** From the largest class down; one of less than half the first of its group opens a new one. */
  private static List<int[]> bySize(int[][] images, int[] paired) {
    int[] sorted =
        IntStream.of(paired)
            .boxed()
            .sorted(Comparator.comparing(j -> -images[j].length))
            .mapToInt(j -> j)
            .toArray();
    List<int[]> groups = new ArrayList<>();
    for (int from = 0, to; from < sorted.length; from = to) {
      int half = (images[sorted[from]].length + 1) / 2;
      to = from;
      while (to < sorted.length && images[sorted[to]].length >= half) {
        to++;
      }
      groups.add(Arrays.copyOfRange(sorted, from, to));
    }
    return groups;
  }
}
