package org.mixsep.training;

import org.mixsep.InvalidInputException;
import org.mixsep.batch.Labels;

/** Counts wrong predictions. */
final class ErrorCounts {
  private ErrorCounts() {}

  /**
   * Number of rows whose largest score is not their label's; the first of equal scores counts.
   *
   * @param scores [N, classes], row by row: logits or probabilities
   * @param labels [N]
   */
  static int count(float[] scores, int[] labels) {
    int classes = classes(scores, labels);
    int errors = 0;
    for (int i = 0; i < labels.length; i++) {
      if (best(scores, i * classes, classes) != labels[i]) {
        errors++;
      }
    }
    return errors;
  }

  /**
   * Number of scores of an image.
   *
   * @throws InvalidInputException when there is no image
   * @throws IllegalArgumentException when rows are not of one length, or a label has no class
   */
  static int classes(float[] scores, int[] labels) {
    if (labels.length == 0) {
      throw new InvalidInputException("there are no images to measure on");
    }
    if (scores.length % labels.length != 0) {
      throw new IllegalArgumentException(
          "%s scores of %s images".formatted(scores.length, labels.length));
    }
    int classes = scores.length / labels.length;
    Labels.of(labels).requireClasses(classes);
    return classes;
  }

  /** The class of the largest of the {@code classes} scores from {@code row} on. */
  static int best(float[] scores, int row, int classes) {
    int best = 0;
    for (int j = 1; j < classes; j++) {
      if (scores[row + j] > scores[row + best]) {
        best = j;
      }
    }
    return best;
  }
}
