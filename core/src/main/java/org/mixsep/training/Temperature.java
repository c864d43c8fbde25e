package org.mixsep.training;

/**
 * The one number that logits are divided by so that probabilities say how often they are right:
 * temperature scaling of Guo et al., On calibration of modern neural networks, 2017, section 4.2.
 * No prediction changes, since the order of the classes does not.
 *
 * @param value above 0; above 1 makes a network less sure of itself
 */
public record Temperature(double value) {
  /** Leaves probabilities as they are. */
  public static final Temperature NONE = new Temperature(1);

  /** Beyond these a network knows nothing, or all: 1/T from 1/LIMIT to LIMIT. */
  private static final double LIMIT = 1000;

  private static final int HALVINGS = 60;

  public Temperature {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException("a temperature of " + value);
    }
  }

  /**
   * The temperature whose probabilities make the labels likeliest. The negative log-likelihood is
   * convex in 1/T, so its derivative is followed to its zero.
   *
   * <p>Of n images, 1/(n + 1) of each label is spread over all classes, much as in Platt,
   * Probabilistic outputs for support vector machines, 1999, section 2.2: otherwise a few images
   * that are all right would say that nothing can ever be wrong.
   *
   * @param logits [images, classes], row by row, or logarithms of probabilities
   * @param labels [images], each in {0..classes-1}, of images that nothing was fitted to
   * @throws org.mixsep.InvalidInputException when there is no image
   */
  public static Temperature fit(float[] logits, int[] labels) {
    int classes = ErrorCounts.classes(logits, labels);
    double low = -Math.log(LIMIT);
    double high = Math.log(LIMIT);
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (slope(logits, labels, classes, Math.exp(middle)) < 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return new Temperature(Math.exp(-(low + high) / 2));
  }

  /** Derivative by 1/T of the summed negative log-likelihood. */
  private static double slope(float[] logits, int[] labels, int classes, double inverse) {
    double spread = 1.0 / (labels.length + 1);
    double slope = 0;
    for (int i = 0; i < labels.length; i++) {
      int row = i * classes;
      double largest = logits[row + ErrorCounts.best(logits, row, classes)];
      double sum = 0;
      double mean = 0;
      double plain = 0;
      for (int c = 0; c < classes; c++) {
        double above = logits[row + c] - largest;
        double weight = Math.exp(inverse * above);
        sum += weight;
        mean += weight * above;
        plain += above;
      }
      double own = logits[row + labels[i]] - largest;
      slope += mean / sum - (1 - spread) * own - spread * plain / classes;
    }
    return slope;
  }

  /**
   * Softmax of the logits divided by it.
   *
   * @param logits [rows, classes], row by row
   * @return probabilities, likewise
   */
  public float[] probabilities(float[] logits, int classes) {
    float[] probabilities = new float[logits.length];
    for (int row = 0; row < logits.length; row += classes) {
      double largest = logits[row + ErrorCounts.best(logits, row, classes)];
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        sum += Math.exp((logits[row + c] - largest) / value);
      }
      for (int c = 0; c < classes; c++) {
        probabilities[row + c] = (float) (Math.exp((logits[row + c] - largest) / value) / sum);
      }
    }
    return probabilities;
  }
}
