package org.mixsep.loss;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Tensors;

/**
 * Some classes of a batch, with the images of each: k classes in rows of m images, the number in
 * the largest of them; a shorter row is filled up with its first image.
 */
final class ClassGroup {
  private final int classes;
  private final int largest;
  private final Tensor places;
  private final Tensor mask;
  private final Tensor counts;

  /**
   * @param images the images' places in the batch, by class; at least two of each
   */
  ClassGroup(int[][] images, Compute compute) {
    classes = images.length;
    largest = Arrays.stream(images).mapToInt(of -> of.length).max().orElseThrow();
    long[] places = new long[classes * largest];
    double[] mask = new double[classes * largest];
    double[] counts = new double[classes];
    for (int j = 0; j < classes; j++) {
      int count = images[j].length;
      counts[j] = count;
      Arrays.fill(mask, j * largest, j * largest + count, 1);
      for (int i = 0; i < largest; i++) {
        places[j * largest + i] = images[j][i < count ? i : 0];
      }
    }
    this.places = compute.place(Tensors.of(places, places.length));
    this.mask = compute.place(Tensors.of(mask, classes, largest, 1));
    this.counts = compute.place(Tensors.of(counts, classes, 1, 1));
  }

  /** Number of classes, k. */
  int classes() {
    return classes;
  }

  /** Images of the largest class, m. */
  int largest() {
    return largest;
  }

  /**
   * Features [N, c] to [k, m, c], each class shifted so that its first image is the origin, since a
   * tight cluster far from the origin would lose its digits; what only fills up is zeros.
   *
   * <p>Pair distances do not change by the shift, so no gradient goes through it.
   */
  Tensor centred(Tensor features) {
    Tensor grouped = features.index_select(0, places).view(classes, largest, -1);
    return grouped.sub(grouped.detach().narrow(1, 0, 1));
  }

  /** [k, m, 1]: 1 for an image, 0 for what only fills up. */
  Tensor mask(ScalarType type) {
    return mask.to(type);
  }

  /** Number of images of each class, [k, 1, 1]. */
  Tensor counts(ScalarType type) {
    return counts.to(type);
  }

  /** Sums [k] over all ordered pairs of each class to means over its lambda pairs. */
  Tensor meanOfPairs(Tensor orderedSums) {
    Tensor n = counts.view(classes);
    return orderedSums.div(n.mul(n).sub(n).to(orderedSums.scalar_type().intern()));
  }
}
