package org.mixsep.preprocess;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.mixsep.InvalidInputException;
import org.mixsep.data.ImageSet;

/**
 * What is done to images before training, in order: global contrast normalisation then whitening in
 * the paper. No steps at all leaves pixels as they are, 0..255.
 */
public record PreprocessingRecipe(List<PreprocessingStep> steps) {
  /**
   * @throws InvalidInputException when a step would not get pixels as they are that must
   */
  public PreprocessingRecipe {
    steps = List.copyOf(steps);
    if (steps.stream().skip(1).anyMatch(ImageNetStandardization.class::isInstance)) {
      throw new InvalidInputException(
          "preprocess: imagenet takes pixels as they are; put it first and once");
    }
  }

  public PreprocessingRecipe(PreprocessingStep... steps) {
    this(List.of(steps));
  }

  /** Every step's name and settings: equal exactly for equal recipes. */
  public String description() {
    return steps.stream().map(PreprocessingStep::description).collect(Collectors.joining(","));
  }

  /**
   * Fits the steps one after another, each on the training images as the steps before leave them.
   *
   * @throws InvalidInputException when there are no images, or they are too large for a step
   */
  public FittedPreprocessing fit(ImageSet training) {
    if (training.size() == 0) {
      throw new InvalidInputException(
          "%s: preprocessing is fitted on training images and there are none"
              .formatted(training.name()));
    }
    List<FittedStep> fitted = new ArrayList<>();
    for (PreprocessingStep step : steps) {
      fitted.add(step.fit(new TrainingRows(training, fitted)));
    }
    return new FittedPreprocessing(this, training.shape(), fitted);
  }
}
