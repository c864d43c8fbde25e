package org.mixsep.preprocess;

import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.torch.Tensors;

/**
 * {@link ZcaWhitening} with the training images' mean, shape [values], and the whitening matrix,
 * shape [values, values], row by row.
 *
 * <p>float64, though a float32 matrix would take half the memory: whitened values are small
 * differences of large products, and a matrix rounded to float32 leaves errors above 1e-6 in them.
 */
record FittedZca(double[] mean, double[] matrix) implements FittedStep {
  static final String MEAN = "mean";
  static final String MATRIX = "matrix";

  @Override
  public UnaryOperator<Tensor> onRows() {
    Tensor centre = Tensors.of(mean, mean.length);
    Tensor whitening = Tensors.of(matrix, mean.length, mean.length);
    return rows -> rows.sub_(centre).mm(whitening);
  }

  @Override
  public List<FittedValue> state() {
    return List.of(FittedValue.vector(MEAN, mean), FittedValue.square(MATRIX, mean.length, matrix));
  }
}
