package org.mixsep.training;

/** Counts wrong predictions. */
final class Errors {
  private Errors() {}

  /**
   * Number of rows whose largest score is not their label's; the first of equal scores counts.
   *
   * @param scores [N, classes], row by row: logits or probabilities
   * @param labels [N]
   */
  static int count(float[] scores, int[] labels) {
    int classes = scores.length / labels.length;
    int errors = 0;
    for (int i = 0; i < labels.length; i++) {
      if (best(scores, i * classes, classes) != labels[i]) {
        errors++;
      }
    }
    return errors;
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
