package org.mixsep.loss;

import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Tensors;

/**
 * Some classes of a batch, laid out as k rows of m images, m being the number in the largest of
 * them; a shorter row is filled up with its first image.
 */
final class ClassGroup {
  /** Values computed on at a time. */
  private static final long BLOCK = 1 << 20;

  private final int classes;
  private final int largest;
  private final Tensor places;
  private final Tensor mask;
  private final Tensor perPair;

  /**
   * @param images the images' places in the batch, by class; at least two of each
   */
  ClassGroup(int[][] images, Compute compute) {
    classes = images.length;
    largest = Arrays.stream(images).mapToInt(of -> of.length).max().orElseThrow();
    long[] places = new long[slots()];
    double[] mask = new double[slots()];
    double[] perPair = new double[classes];
    for (int j = 0; j < classes; j++) {
      int count = images[j].length;
      perPair[j] = 2.0 / ((double) count * (count - 1));
      Arrays.fill(mask, j * largest, j * largest + count, 1);
      for (int i = 0; i < largest; i++) {
        places[j * largest + i] = images[j][i < count ? i : 0];
      }
    }
    this.places = compute.place(Tensors.of(places, places.length));
    this.mask = compute.place(Tensors.of(mask, classes, largest, 1));
    this.perPair = compute.place(Tensors.of(perPair, classes, 1, 1));
  }

  /** Places of the layout, k m. */
  int slots() {
    return Math.multiplyExact(classes, largest);
  }

  /** Images of the largest class, m. */
  int largest() {
    return largest;
  }

  /**
   * The gradient of each class's mean over pairs, a few classes at a time.
   *
   * @param features [N, c] of the batch
   * @param into [k m, c]
   */
  void gradient(Tensor features, PairDistance distance, Tensor into) {
    long c = features.size(1);
    int together = (int) Math.max(1, Math.min(classes, BLOCK / (largest * Math.max(c, largest))));
    for (int from = 0; from < classes; from += together) {
      int count = Math.min(together, classes - from);
      long first = (long) from * largest;
      long rows = (long) count * largest;
      try (PointerScope scope = new PointerScope()) { // or all blocks would wait for the step's end
        Tensor x = features.index_select(0, places.narrow(0, first, rows)).view(count, largest, c);
        Tensor gradient = distance.gradient(x, mask.narrow(0, from, count));
        ScalarType type = gradient.scalar_type().intern();
        gradient.mul_(perPair.narrow(0, from, count).to(type));
        into.narrow(0, first, rows).copy_(gradient.view(rows, c));
      }
    }
  }
}
