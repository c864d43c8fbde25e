package org.mixsep.loss;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Tensors;

/**
 * All pairs of a class at once. No pair is ever held: a class's images lie in a row of a {@link
 * ClassGroup}, one group for all classes, or several of similar sizes where filling up to the
 * largest would take much memory.
 */
final class GroupedPairs implements PairSums {
  /** Values of filled-up features that one group may take whatever the classes' sizes. */
  private static final long SMALL = 1 << 22;

  private final List<ClassGroup> groups = new ArrayList<>();
  private final int slots;

  /** Of each image [N]: its place in the groups. */
  private final Tensor slot;

  /**
   * @param images the images' places in the batch, of each class that has two or more
   * @param batch number N of images
   * @param features number c of an image's features
   */
  GroupedPairs(int[][] images, int batch, int features, Compute compute) {
    int largest = Arrays.stream(images).mapToInt(of -> of.length).max().orElseThrow();
    boolean small = (long) images.length * largest * features <= SMALL;
    long[] slot = new long[batch];
    Arrays.fill(slot, -1);
    int filled = 0;
    for (int[][] group : small ? List.<int[][]>of(images) : bySize(images)) {
      ClassGroup laidOut = new ClassGroup(group, compute);
      for (int[] of : group) {
        for (int i = 0; i < of.length; i++) {
          slot[of[i]] = filled + i;
        }
        filled += laidOut.largest();
      }
      groups.add(laidOut);
    }
    slots = filled;
    for (int i = 0; i < batch; i++) {
      slot[i] = slot[i] < 0 ? slots : slot[i]; // the last one, which stays zero
    }
    this.slot = compute.place(Tensors.of(slot, batch));
  }

  @Override
  public Tensor gradient(Tensor x, PairDistance distance) {
    Tensor gradient = x.new_empty(x.size(0), x.size(1));
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor inSlots = x.new_zeros(slots + 1L, x.size(1));
      long from = 0;
      for (ClassGroup group : groups) {
        group.gradient(x, distance, inSlots.narrow(0, from, group.slots()));
        from += group.slots();
      }
      torch.index_select_out(gradient, inSlots, 0, slot);
    }
    return gradient;
  }

  /** From the largest class down; one of less than half the first of its group opens a new one. */
  private static List<int[][]> bySize(int[][] images) {
    int[][] sorted = images.clone();
    Arrays.sort(sorted, Comparator.comparing(of -> -of.length));
    List<int[][]> groups = new ArrayList<>();
    for (int from = 0, to; from < sorted.length; from = to) {
      int half = (sorted[from].length + 1) / 2;
      to = from;
      while (to < sorted.length && sorted[to].length >= half) {
        to++;
      }
      groups.add(Arrays.copyOfRange(sorted, from, to));
    }
    return groups;
  }
}
