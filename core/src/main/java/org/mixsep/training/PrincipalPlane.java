package org.mixsep.training;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.mixsep.InvalidInputException;
import org.mixsep.torch.Tensors;

/**
 * Logits seen along the two directions in which they vary most (principal components), for a
 * picture.
 *
 * <p>Of each direction's two signs the one is taken in which its largest entry is positive, so that
 * the same logits always give the same picture.
 *
 * @param first coordinate of each image along the first direction, measured from the mean
 * @param second along the second; all 0 where there is a single class
 * @param firstShare of all variance that lies along the first direction, 0..1
 * @param secondShare along the second
 */
public record PrincipalPlane(
    double[] first, double[] second, double firstShare, double secondShare) {

  /**
   * Finds the plane of some logits.
   *
   * @param logits [images, classes], row by row
   * @param images how many rows
   * @throws InvalidInputException when there is no image
   * @throws NonFiniteException when a logit is not finite: such have no directions
   */
  @SuppressWarnings("try") // a scope is opened for what its end frees
  public static PrincipalPlane of(float[] logits, int images) {
    if (images == 0) {
      throw new InvalidInputException("there are no images to measure on");
    }
    if (logits.length % images != 0) {
      throw new IllegalArgumentException("%s logits of %s images".formatted(logits.length, images));
    }
    NonFiniteException.requireFinite(logits, "the logits");
    int size = logits.length / images;
    try (PointerScope scope = new PointerScope()) {
      Tensor rows = Tensors.of(logits, images, size).to(torch.ScalarType.Double);
      Tensor centred = rows.sub(rows.mean(0));
      T_TensorTensor_T decomposed = torch.linalg_eigh(centred.t().mm(centred), "L");
      double[] variances = Tensors.doubles(decomposed.get0()); // ascending
      double all = 0;
      for (double variance : variances) {
        all += Math.max(0, variance);
      }
      return new PrincipalPlane(
          along(centred, decomposed.get1(), size - 1),
          size > 1 ? along(centred, decomposed.get1(), size - 2) : new double[images],
          all > 0 ? variances[size - 1] / all : 0,
          all > 0 && size > 1 ? Math.max(0, variances[size - 2]) / all : 0);
    }
  }

  private static double[] along(Tensor centred, Tensor directions, int column) {
    Tensor direction = directions.select(1, column);
    double largest = 0;
    for (double entry : Tensors.doubles(direction)) {
      largest = Math.abs(entry) > Math.abs(largest) ? entry : largest;
    }
    double[] coordinates = Tensors.doubles(centred.mv(direction));
    for (int i = 0; i < coordinates.length; i++) {
      coordinates[i] *= Math.signum(largest);
    }
    return coordinates;
  }
}
