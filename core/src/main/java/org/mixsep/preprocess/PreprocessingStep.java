package org.mixsep.preprocess;

import java.util.Map;
import org.mixsep.data.ImageShape;

/**
 * One step of a recipe: what is to be done to every image, before it is known how the training
 * images look. A value: two steps with equal settings are equal.
 */
public sealed interface PreprocessingStep
    permits GlobalContrastNormalization, ImageNetStandardization, ZcaWhitening, Standardization {

  /** The step's short name, such as {@code zca}; part of the names of its fitted values. */
  String name();

  /** Name and settings, such as {@code zca(filterBias=0.1)}: equal exactly for equal steps. */
  String description();

  /** Learns from the training images what the step needs; one that learns nothing reads none. */
  FittedStep fit(TrainingRows training);

  /**
   * The fitted step that {@link FittedStep#state()} was taken from, equal to the last bit.
   *
   * @throws org.mixsep.InvalidInputException when a value is missing or has another length
   */
  FittedStep restore(Map<String, double[]> state, ImageShape shape);
}
