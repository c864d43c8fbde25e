package org.mixsep.preprocess;

import java.util.SplittableRandom;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.mixsep.torch.Tensors;

/**
 * The directions along which rows vary most, without their covariance matrix: block subspace
 * iteration with a random start (Halko, Martinsson and Tropp, "Finding structure with randomness",
 * 2011, algorithms 4.4 and 5.3).
 *
 * <p>Each pass walks through the rows once and takes two products of a block with the basis, which
 * is values x (count and up to 256 more) float64; five of that size are in memory at most. Chosen
 * over the images' n x n Gram matrix, whose decomposition alone takes longer for 11,000 images and
 * whose size grows with n squared.
 */
final class LeadingComponents {
  /** More directions than are asked for make the last of those converge sooner. */
  private static final int LEAST_MORE = 64;

  private static final int MOST_MORE = 256;

  /**
   * Passes that turn the basis; one more measures the variances in it. With half as many directions
   * more, four whiten photographs to within 1 % of what the exact components do.
   */
  private static final int PASSES = 4;

  private final TrainingRows training;
  private final Tensor mean;

  /**
   * @param mean of the rows, shape [values]
   */
  LeadingComponents(TrainingRows training, Tensor mean) {
    this.training = training;
    this.mean = mean;
  }

  /**
   * @param variances in falling order, shape [count]
   * @param rows the components, orthonormal, shape [count, values]
   */
  record Found(Tensor variances, Tensor rows) {}

  /** The first {@code count}; they belong to the caller's pointer scope. */
  Found find(int count) {
    int values = training.shape().values();
    int most = Math.min(values, training.size());
    int size = Math.min(most, count + Math.max(LEAST_MORE, Math.min(MOST_MORE, count / 2)));
    Tensor basis = randomBasis(values, size);
    for (int pass = 0; pass < PASSES; pass++) {
      turn(basis);
    }
    Tensor within = Tensors.of(new double[size * size], size, size);
    training.forEachBlock(
        (first, rows) -> {
          Tensor along = rows.sub_(mean).mm(basis);
          within.addmm_(along.t(), along);
        });
    within.div_(new Scalar((double) training.size()));
    T_TensorTensor_T decomposed = torch.linalg_eigh(within, "L");
    // Ascending from the library: the last ones lead.
    Tensor variances = decomposed.get0().narrow(0, size - count, count).flip(0);
    Tensor turned = decomposed.get1().narrow(1, size - count, count).flip(1);
    return new Found(variances.clamp_min_(new Scalar(0.0)), turned.t().mm(basis.t()));
  }

  /** Replaces the basis by an orthonormal one of covariance x basis. */
  @SuppressWarnings("try") // a scope is opened for what its end frees
  private void turn(Tensor basis) {
    try (PointerScope scope = new PointerScope()) {
      Tensor sum = torch.zeros_like(basis);
      training.forEachBlock(
          (first, rows) -> {
            Tensor centred = rows.sub_(mean);
            sum.addmm_(centred.t(), centred.mm(basis));
          });
      basis.copy_(torch.linalg_qr(sum, "reduced").get0());
    }
  }

  /** Independent random columns; how long they are does not matter. */
  @SuppressWarnings("try") // a scope is opened for what its end frees
  private static Tensor randomBasis(int values, int size) {
    Tensor basis = Tensors.of(new double[0], 0).new_empty(values, size);
    SplittableRandom random = new SplittableRandom(1); // the same components for the same images
    double[] row = new double[size];
    for (int i = 0; i < values; i++) {
      for (int j = 0; j < size; j++) {
        row[j] = random.nextDouble() - 0.5;
      }
      try (PointerScope scope = new PointerScope()) {
        basis.select(0, i).copy_(Tensors.of(row, size));
      }
    }
    return basis;
  }
}
