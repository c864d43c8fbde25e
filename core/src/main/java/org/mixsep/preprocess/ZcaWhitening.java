package org.mixsep.preprocess;

import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.mixsep.InvalidInputException;
import org.mixsep.data.ImageShape;
import org.mixsep.torch.Tensors;

/**
 * Makes the values of an image uncorrelated over the training images and leaves it looking like
 * itself (zero-phase whitening).
 *
 * <p>Fitted: mean mu of the training images X; C = (X - mu)^T (X - mu) / n + filterBias I; its
 * eigenvalues L and eigenvectors V. Applied: x becomes (x - mu) V L^-1/2 V^T. All in float64. This
 * is the full form, with a matrix of values x values: for 3x32x32 images 3072 x 3072, 75 MB; for
 * 3x144x144 it does not fit into memory.
 *
 * <p>Source: the paper, section on data sets, which follows Goodfellow et al., "Maxout networks",
 * 2013.
 *
 * @param filterBias what is added to every variance, above 0; it keeps noise from being blown up
 */
public record ZcaWhitening(double filterBias) implements PreprocessingStep {
  /** Above this the matrix alone takes 800 MB, and fitting it several times that. */
  private static final int MOST_VALUES = 10_000;

  /** Rows of the covariance computed at a time, up to the diagonal: saves nearly half. */
  private static final int PANEL = 256;

  /**
   * @throws InvalidInputException when the filter bias is not a finite number above 0
   */
  public ZcaWhitening {
    if (!(filterBias > 0 && filterBias < Double.POSITIVE_INFINITY)) {
      throw new InvalidInputException(
          "zca whitening: filter bias is %s, expected a number above 0".formatted(filterBias));
    }
  }

  /** The setting of Goodfellow et al.: filter bias 0.1. */
  public ZcaWhitening() {
    this(0.1);
  }

  @Override
  public String name() {
    return "zca";
  }

  @Override
  public String description() {
    return "zca(filterBias=" + filterBias + ")";
  }

  /**
   * {@inheritDoc}
   *
   * @throws InvalidInputException when images have more than 10,000 values
   */
  @Override
  public FittedStep fit(TrainingRows training) {
    int values = training.shape().values();
    if (values > MOST_VALUES) {
      throw new InvalidInputException(
          "zca whitening of %s images needs a matrix of %,d x %,d; at most %,d values an image can"
                  .formatted(training.shape(), values, values, MOST_VALUES)
              + " be whitened in full: use smaller images or \"standardize\"");
    }
    try (PointerScope scope = new PointerScope()) {
      Tensor mean = mean(training);
      Tensor matrix = inverseRoot(covariance(training, mean), filterBias);
      return new FittedZca(Tensors.doubles(mean), Tensors.doubles(matrix));
    }
  }

  @Override
  public FittedStep restore(Map<String, double[]> state, ImageShape shape) {
    long values = shape.values();
    return new FittedZca(
        FittedValue.require(state, FittedZca.MEAN, values),
        FittedValue.require(state, FittedZca.MATRIX, values * values));
  }

  /** Shape [values]. */
  private static Tensor mean(TrainingRows training) {
    Tensor sum = Tensors.of(new double[training.shape().values()], training.shape().values());
    training.forEachBlock(
        (first, rows) -> sum.add_(rows.sum(new long[] {0}, false, new ScalarTypeOptional())));
    return sum.div_(new Scalar((double) training.size()));
  }

  /**
   * Shape [values, values], right in the lower triangle only: that is all its decomposition reads.
   * A second pass over the images, so that no digits are lost to a mean far from 0.
   */
  private static Tensor covariance(TrainingRows training, Tensor mean) {
    int values = training.shape().values();
    Tensor sum = Tensors.of(new double[values * values], values, values);
    training.forEachBlock(
        (first, rows) -> {
          Tensor centred = rows.sub_(mean);
          for (int from = 0; from < values; from += PANEL) {
            int to = Math.min(from + PANEL, values);
            sum.narrow(0, from, to - from)
                .narrow(1, 0, to)
                .addmm_(centred.narrow(1, from, to - from).t(), centred.narrow(1, 0, to));
          }
        });
    return sum.div_(new Scalar((double) training.size()));
  }

  /** (covariance + bias I)^-1/2, symmetric; overwrites its argument. */
  private static Tensor inverseRoot(Tensor covariance, double bias) {
    covariance.diagonal().add_(new Scalar(bias));
    T_TensorTensor_T decomposed = torch.linalg_eigh(covariance, "L");
    Tensor vectors = decomposed.get1();
    // A covariance has no negative eigenvalue: what lies below the bias is rounding.
    Tensor scales = decomposed.get0().clamp_min_(new Scalar(bias)).rsqrt();
    return vectors.mul(scales).mm(vectors.t());
  }
}
