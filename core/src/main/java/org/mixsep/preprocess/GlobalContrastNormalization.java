package org.mixsep.preprocess;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.InvalidInputException;
import org.mixsep.data.ImageShape;

/**
 * Gives every image mean 0 and norm {@code scale}, over all its values: x becomes scale (x -
 * mean(x)) / max(|x - mean(x)|, epsilon). An image of one colour becomes 0.
 *
 * <p>Learns nothing: each image is treated by itself. Source: the paper, section on data sets,
 * which follows Goodfellow et al., "Maxout networks", 2013.
 *
 * @param scale the norm an image gets, above 0
 * @param epsilon the smallest norm divided by, above 0, in units of pixels (0..255)
 */
public record GlobalContrastNormalization(double scale, double epsilon)
    implements PreprocessingStep, FittedStep {

  /**
   * @throws InvalidInputException when a value is not a finite number above 0
   */
  public GlobalContrastNormalization {
    requirePositive("scale", scale);
    requirePositive("epsilon", epsilon);
  }

  /** The paper's settings: scale 55, epsilon 1e-8. */
  public GlobalContrastNormalization() {
    this(55, 1e-8);
  }

  @Override
  public String name() {
    return "gcn";
  }

  @Override
  public String description() {
    return "gcn(scale=" + scale + ",epsilon=" + epsilon + ")";
  }

  @Override
  public FittedStep fit(TrainingRows training) {
    return this;
  }

  @Override
  public FittedStep restore(Map<String, double[]> state, ImageShape shape) {
    return this;
  }

  @Override
  public UnaryOperator<Tensor> onRows() {
    return rows -> {
      rows.sub_(rows.mean(new long[] {1}, true, new ScalarTypeOptional()));
      Tensor norm = rows.norm(new ScalarOptional(new Scalar(2.0)), new long[] {1}, true);
      return rows.div_(norm.clamp_min_(new Scalar(epsilon))).mul_(new Scalar(scale));
    };
  }

  @Override
  public List<FittedValue> state() {
    return List.of();
  }

  private static void requirePositive(String setting, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new InvalidInputException(
          "global contrast normalisation: %s is %s, expected a number above 0"
              .formatted(setting, value));
    }
  }
}
