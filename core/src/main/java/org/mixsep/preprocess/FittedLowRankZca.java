package org.mixsep.preprocess;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.InvalidInputException;
import org.mixsep.torch.Tensors;

/**
 * {@link ZcaWhitening} by its leading components: x becomes (x - mu) / sqrt(bias) + V (L^-1/2 -
 * bias^-1/2) V^T (x - mu), with L the variances along the components V, bias included.
 *
 * @param filterBias what was added to every variance
 * @param mean mu, shape [values]
 * @param variances along each component, without the bias, in falling order; shape [rank]
 * @param components V^T, shape [rank, values], row by row; the rows are orthonormal
 */
record FittedLowRankZca(double filterBias, double[] mean, double[] variances, double[] components)
    implements FittedStep {
  static final String MEAN = "mean";
  static final String VARIANCES = "variances";
  static final String COMPONENTS = "components";

  @Override
  public UnaryOperator<Tensor> onRows() {
    Tensor centre = Tensors.of(mean, mean.length);
    double[] gains = new ZcaWhitening(filterBias, variances.length).gains(variances);
    Tensor gain = Tensors.of(gains, gains.length);
    Tensor rowsOfV = Tensors.of(components, variances.length, mean.length);
    Scalar rest = new Scalar(1 / Math.sqrt(filterBias));
    return rows -> {
      Tensor along = rows.sub_(centre).mm(rowsOfV.t()).mul_(gain);
      return rows.mul_(rest).addmm_(along, rowsOfV);
    };
  }

  @Override
  public List<FittedValue> state() {
    return List.of(
        FittedValue.vector(MEAN, mean),
        FittedValue.vector(VARIANCES, variances),
        new FittedValue(COMPONENTS, new long[] {variances.length, mean.length}, components));
  }

  /**
   * What {@link #state()} was taken from.
   *
   * @throws InvalidInputException when a value is missing or lengths disagree
   */
  static FittedLowRankZca restore(double filterBias, Map<String, double[]> state, int values) {
    double[] variances = state.get(VARIANCES);
    if (variances == null) {
      variances = FittedValue.require(state, VARIANCES, 0); // which says what is missing
    }
    return new FittedLowRankZca(
        filterBias,
        FittedValue.require(state, MEAN, values),
        variances,
        FittedValue.require(state, COMPONENTS, (long) variances.length * values));
  }
}
