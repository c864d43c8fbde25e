package org.mixsep.preprocess;

import java.util.Map;
import org.mixsep.InvalidInputException;
import org.mixsep.data.ImageShape;

/**
 * Standardises colour pixels as those of ImageNet, whatever the training images: what networks with
 * published weights were trained on. Learns nothing.
 *
 * <p>Means 0.485, 0.456, 0.406 and standard deviations 0.229, 0.224, 0.225 of red, green and blue,
 * of values from 0 to 1: the preprocessing of torchvision's weights and timm's
 * IMAGENET_DEFAULT_MEAN and IMAGENET_DEFAULT_STD. Here in units of pixels, 255 times as large, so
 * it is for a recipe's first step.
 */
public record ImageNetStandardization() implements PreprocessingStep {
  private static final int COLOURS = 3;

  @Override
  public String name() {
    return "imagenet";
  }

  @Override
  public String description() {
    return "imagenet";
  }

  /**
   * @throws InvalidInputException when the images are not in colour
   */
  @Override
  public FittedStep fit(TrainingRows training) {
    ImageShape shape = training.shape();
    if (shape.channels() != COLOURS) {
      throw new InvalidInputException(
          "preprocess=imagenet needs images of 3 channels, these have %s; standardize takes any"
              .formatted(shape.channels()));
    }
    return new FittedStandardization(
        shape,
        new double[] {0.485 * 255, 0.456 * 255, 0.406 * 255},
        new double[] {0.229 * 255, 0.224 * 255, 0.225 * 255});
  }

  @Override
  public FittedStep restore(Map<String, double[]> state, ImageShape shape) {
    return new Standardization().restore(state, shape);
  }
}
