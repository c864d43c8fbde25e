package org.mixsep.preprocess;

import java.util.Locale;
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
 * eigenvalues L and eigenvectors V. Applied: x becomes (x - mu) V L^-1/2 V^T. All in float64. The
 * full form (rank 0) takes a matrix of values x values: for 3x32x32 images 3072 x 3072, 75 MB; for
 * 3x144x144 it does not fit into memory. With a rank r above 0 only the r components of largest
 * variance are kept, values x r, and all other directions are scaled by filterBias^-1/2, as if
 * nothing varied along them; where r reaches the rank of the training images this is the full form.
 *
 * <p>Source: the paper, section on data sets, which follows Goodfellow et al., "Maxout networks",
 * 2013.
 *
 * @param filterBias what is added to every variance, above 0; it keeps noise from being blown up
 * @param rank number of components, 0 for all of them in the full form
 */
public record ZcaWhitening(double filterBias, int rank) implements PreprocessingStep {
  /** Above this the matrix alone takes 800 MB, and fitting it several times that. */
  private static final int MOST_VALUES = 10_000;

  /** Java arrays, and so the fitted components, hold no more. */
  private static final long MOST_COMPONENT_VALUES = Integer.MAX_VALUE - 8;

  /** Rows of the covariance computed at a time, up to the diagonal: saves nearly half. */
  private static final int PANEL = 256;

  /**
   * @throws InvalidInputException when the filter bias is not a finite number above 0, or the rank
   *     is below 0
   */
  public ZcaWhitening {
    if (!(filterBias > 0 && filterBias < Double.POSITIVE_INFINITY)) {
      throw new InvalidInputException(
          "zca whitening: filter bias is %s, expected a number above 0".formatted(filterBias));
    }
    if (rank < 0) {
      throw new InvalidInputException(
          "zca whitening: rank is %s, expected 0 (full) or more".formatted(rank));
    }
  }

  /** The full form. */
  public ZcaWhitening(double filterBias) {
    this(filterBias, 0);
  }

  /** The setting of Goodfellow et al.: filter bias 0.1, the full form. */
  public ZcaWhitening() {
    this(0.1);
  }

  /**
   * How much more each component is scaled than the directions that are not kept: below 0.
   *
   * @param variances along the components, without the bias
   */
  public double[] gains(double[] variances) {
    double[] gains = new double[variances.length];
    for (int i = 0; i < gains.length; i++) {
      gains[i] = 1 / Math.sqrt(variances[i] + filterBias) - 1 / Math.sqrt(filterBias);
    }
    return gains;
  }

  @Override
  public String name() {
    return "zca";
  }

  @Override
  public String description() {
    return rank == 0
        ? "zca(filterBias=" + filterBias + ")"
        : "zca(filterBias=" + filterBias + ",rank=" + rank + ")";
  }

  /**
   * {@inheritDoc}
   *
   * @throws InvalidInputException when images have more than 10,000 values and the rank is 0, or
   *     when the components have more than 2^31 values
   */
  @Override
  public FittedStep fit(TrainingRows training) {
    int values = training.shape().values();
    if (rank > 0) {
      return fitLowRank(training, values <= MOST_VALUES);
    }
    if (values > MOST_VALUES) {
      throw new InvalidInputException(
          String.format(
                  Locale.ROOT,
                  "zca whitening of %s images needs a matrix of %,d x %,d, too large for memory; set",
                  training.shape(),
                  values,
                  values)
              + " preprocess.zca.rank to the number of components to keep, such as 512");
    }
    try (PointerScope scope = new PointerScope()) {
      Tensor mean = mean(training);
      Tensor matrix = inverseRoot(covariance(training, mean), filterBias);
      return new FittedZca(Tensors.doubles(mean), Tensors.doubles(matrix));
    }
  }

  /**
   * @param byCovariance whether to decompose the whole covariance matrix, which is exact, or to
   *     search for the components
   */
  @SuppressWarnings("try") // a scope is opened for what its end frees
  FittedStep fitLowRank(TrainingRows training, boolean byCovariance) {
    int values = training.shape().values();
    // No more directions than this can vary.
    int count = Math.min(rank, Math.min(values, training.size()));
    if ((long) count * values > MOST_COMPONENT_VALUES) {
      throw new InvalidInputException(
          String.format(
                  Locale.ROOT,
                  "zca whitening of %s images: %,d components of %,d values are more than fit; set",
                  training.shape(),
                  count,
                  values)
              + String.format(
                  Locale.ROOT,
                  " preprocess.zca.rank to at most %,d",
                  MOST_COMPONENT_VALUES / values));
    }
    try (PointerScope scope = new PointerScope()) {
      Tensor mean = mean(training);
      LeadingComponents.Found found =
          byCovariance
              ? leading(covariance(training, mean), count)
              : new LeadingComponents(training, mean).find(count);
      return new FittedLowRankZca(
          filterBias,
          Tensors.doubles(mean),
          Tensors.doubles(found.variances()),
          Tensors.doubles(found.rows()));
    }
  }

  @Override
  public FittedStep restore(Map<String, double[]> state, ImageShape shape) {
    long values = shape.values();
    return rank > 0
        ? FittedLowRankZca.restore(filterBias, state, shape.values())
        : new FittedZca(
            FittedValue.require(state, FittedZca.MEAN, values),
            FittedValue.require(state, FittedZca.MATRIX, values * values));
  }

  private static LeadingComponents.Found leading(Tensor covariance, int count) {
    T_TensorTensor_T decomposed = torch.linalg_eigh(covariance, "L");
    long first = covariance.size(0) - count; // ascending from the library
    Tensor variances = decomposed.get0().narrow(0, first, count).flip(0);
    return new LeadingComponents.Found(
        variances.clamp_min_(new Scalar(0.0)),
        decomposed.get1().narrow(1, first, count).flip(1).t());
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
