package org.mixsep.loss;

import java.util.Arrays;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Tensors;

/**
 * The same-class pairs of a batch, and means over them. What takes part in autograd is of the size
 * of the features.
 */
final class ClassPairs {
  private final int classes;
  private final PairSums sums;

  /** Of each image [N]: its class's first image; its class's number. */
  private final Tensor first;

  private final Tensor place;

  /**
   * @param images the images' places in the batch, of each of the k classes that have two or more
   * @param batch number N of images
   */
  ClassPairs(int[][] images, int batch, PairSums sums, Compute compute) {
    classes = images.length;
    this.sums = sums;
    long[] first = new long[batch];
    long[] place = new long[batch];
    Arrays.setAll(first, i -> i); // an image without a pair is its own origin, at 0
    for (int j = 0; j < classes; j++) {
      for (int image : images[j]) {
        first[image] = images[j][0];
        place[image] = j;
      }
    }
    this.first = compute.place(Tensors.of(first, batch));
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
   */
  Tensor means(Tensor features, PairDistance distance) {
    // A tight cluster far from the origin would lose its digits. Pair distances do not change by
    // the shift, so no gradient goes through it.
    Tensor x = features.sub(features.detach().index_select(0, first));
    Tensor products = x.mul(sums.gradient(x.detach(), distance)).sum(1);
    Tensor means = products.new_zeros(classes).index_add(0, place, products);
    int degree = distance.degree();
    return degree == 1 ? means : means.sub(means.detach(), new Scalar(1 - 1.0 / degree));
  }
}
