package org.mixsep.training;

import java.util.ArrayList;
import java.util.List;
import org.mixsep.InvalidInputException;

/**
 * How far apart images lie by their logits: root mean squares of the Euclidean distance over all
 * pairs, exact, in one pass over the images.
 *
 * <p>They are taken from means and variances: the mean squared distance of two images of a class is
 * twice its variance, that of images of two classes the squared distance of their means and both
 * variances.
 *
 * @param within over all pairs of one class; 0 where no class has two images
 * @param between over all pairs of different classes; 0 where only one class has images
 * @param classes one for each class, in their order
 */
public record ClassDistances(double within, double between, List<OfClass> classes) {
  public ClassDistances {
    classes = List.copyOf(classes);
  }

  /**
   * One class.
   *
   * @param images of it
   * @param within over all its pairs; 0 where it has fewer than two images
   * @param nearest the class whose images are the nearest to its own; -1 where there is none
   * @param between over all pairs of its images with those of the nearest class
   */
  public record OfClass(int images, double within, int nearest, double between) {}

  /**
   * Measures logits.
   *
   * @param logits [images, classes], row by row
   * @param labels [images], each in {0..classes-1}
   * @throws InvalidInputException when there is no image
   * @throws IllegalArgumentException when rows are not of one length, or a label has no class
   */
  public static ClassDistances of(float[] logits, int[] labels) {
    int size = ErrorCounts.classes(logits, labels);
    int[] images = new int[size];
    double[][] means = new double[size][size];
    for (int i = 0; i < labels.length; i++) {
      images[labels[i]]++;
      for (int d = 0; d < size; d++) {
        means[labels[i]][d] += logits[i * size + d];
      }
    }
    for (int c = 0; c < size; c++) {
      for (int d = 0; d < size; d++) {
        means[c][d] /= Math.max(1, images[c]);
      }
    }
    double[] spread = new double[size]; // sums of squared distances from the class's mean
    for (int i = 0; i < labels.length; i++) {
      for (int d = 0; d < size; d++) {
        double difference = logits[i * size + d] - means[labels[i]][d];
        spread[labels[i]] += difference * difference;
      }
    }
    return measured(images, means, spread);
  }

  private static ClassDistances measured(int[] images, double[][] means, double[] spread) {
    double[] within = {0, 0}; // sum of squares, number of pairs
    double[] between = {0, 0};
    List<OfClass> classes = new ArrayList<>();
    for (int c = 0; c < images.length; c++) {
      double ownPairs = images[c] * (images[c] - 1.0) / 2;
      within[0] += images[c] * spread[c];
      within[1] += ownPairs;
      int nearest = -1;
      double least = Double.POSITIVE_INFINITY;
      for (int o = 0; o < images.length; o++) {
        if (o != c && images[o] > 0 && images[c] > 0) {
          double square =
              squared(means[c], means[o]) + spread[c] / images[c] + spread[o] / images[o];
          between[0] += square * images[c] * images[o];
          between[1] += (double) images[c] * images[o];
          if (square < least) {
            least = square;
            nearest = o;
          }
        }
      }
      double own = ownPairs == 0 ? 0 : Math.sqrt(images[c] * spread[c] / ownPairs);
      classes.add(new OfClass(images[c], own, nearest, nearest < 0 ? 0 : Math.sqrt(least)));
    }
    return new ClassDistances(root(within), root(between), classes);
  }

  private static double root(double[] sumAndCount) {
    return sumAndCount[1] == 0 ? 0 : Math.sqrt(sumAndCount[0] / sumAndCount[1]);
  }

  private static double squared(double[] a, double[] b) {
    double sum = 0;
    for (int d = 0; d < a.length; d++) {
      sum += (a[d] - b[d]) * (a[d] - b[d]);
    }
    return sum;
  }
}
