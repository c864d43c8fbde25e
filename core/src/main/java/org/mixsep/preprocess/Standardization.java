package org.mixsep.preprocess;

import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.data.ImageShape;
import org.mixsep.torch.Tensors;

/**
 * Gives every channel mean 0 and standard deviation 1 over all training images and positions: x
 * becomes (x - mean) / std. A channel that never varies becomes 0.
 *
 * <p>The usual preparation of residual networks. Mean and std are in units of pixels (0..255) when
 * this is the recipe's first step; std divides by the number of values, not by one less.
 */
public record Standardization() implements PreprocessingStep {
  private static final long[] IMAGES_AND_POSITIONS = {0, 2};

  @Override
  public String name() {
    return "standardize";
  }

  @Override
  public String description() {
    return "standardize";
  }

  @Override
  public FittedStep fit(TrainingRows training) {
    try (PointerScope scope = new PointerScope()) {
      ImageShape shape = training.shape();
      double perChannel = (double) training.size() * shape.height() * shape.width();
      // Two passes: differences from the mean lose no digits, however far it lies from 0.
      double[] sums = new double[shape.channels()];
      training.forEachBlock(
          (first, rows) -> addTo(sums, channelSums(FittedStandardization.channels(rows, shape))));
      double[] mean = divided(sums, perChannel);
      Tensor centre = Tensors.of(mean, 1, mean.length, 1);
      double[] squares = new double[shape.channels()];
      training.forEachBlock(
          (first, rows) ->
              addTo(
                  squares,
                  channelSums(FittedStandardization.channels(rows, shape).sub_(centre).square_())));
      double[] std = divided(squares, perChannel);
      for (int c = 0; c < std.length; c++) {
        std[c] = std[c] > 0 ? Math.sqrt(std[c]) : 1;
      }
      return new FittedStandardization(shape, mean, std);
    }
  }

  @Override
  public FittedStep restore(Map<String, double[]> state, ImageShape shape) {
    return new FittedStandardization(
        shape,
        FittedValue.require(state, FittedStandardization.MEAN, shape.channels()),
        FittedValue.require(state, FittedStandardization.STD, shape.channels()));
  }

  private static double[] channelSums(Tensor channels) {
    return Tensors.doubles(channels.sum(IMAGES_AND_POSITIONS, false, new ScalarTypeOptional()));
  }

  private static void addTo(double[] sums, double[] more) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += more[i];
    }
  }

  private static double[] divided(double[] sums, double by) {
    double[] means = new double[sums.length];
    for (int i = 0; i < sums.length; i++) {
      means[i] = sums[i] / by;
    }
    return means;
  }
}
