package org.mixsep.preprocess;

import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.data.ImageShape;
import org.mixsep.torch.Tensors;

/** {@link Standardization} with the mean and the standard deviation of each channel. */
record FittedStandardization(ImageShape shape, double[] mean, double[] std) implements FittedStep {
  static final String MEAN = "mean";
  static final String STD = "std";

  @Override
  public UnaryOperator<Tensor> onRows() {
    Tensor centre = Tensors.of(mean, 1, mean.length, 1);
    Tensor spread = Tensors.of(std, 1, std.length, 1);
    return rows -> {
      channels(rows, shape).sub_(centre).div_(spread);
      return rows;
    };
  }

  @Override
  public boolean pixelwise() {
    return true;
  }

  @Override
  public List<FittedValue> state() {
    return List.of(FittedValue.vector(MEAN, mean), FittedValue.vector(STD, std));
  }

  /** A view of rows [n, values] as [n, channels, positions]. */
  static Tensor channels(Tensor rows, ImageShape shape) {
    return rows.view(rows.size(0), shape.channels(), (long) shape.height() * shape.width());
  }
}
