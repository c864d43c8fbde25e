package org.mixsep.training;

import java.util.ArrayList;
import java.util.List;
import org.mixsep.InvalidInputException;

/**
 * How well probabilities fit true classes: errors, confusions, scores of each class, likelihood and
 * calibration.
 *
 * <p>The predicted class is the most probable one, the first of equals.
 *
 * @param images number of images, at least 1
 * @param errors images whose predicted class is wrong
 * @param topFiveErrors images whose true class is not among the five most probable; 0 for up to
 *     five classes
 * @param negativeLogLikelihood mean of -ln p(true class), in nats; a probability of 0 counts as the
 *     smallest float, so that one image gives 103.3 at most
 * @param expectedCalibrationError mean over images of |accuracy - confidence| of the image's bin,
 *     0..1 (Guo et al., On calibration of modern neural networks, 2017)
 * @param confusion images by true class (row) and predicted class (column)
 * @param bins of equal width over confidence 0..1, ascending; the upper end belongs to a bin
 */
public record ClassificationStatistics(
    int images,
    int errors,
    int topFiveErrors,
    double negativeLogLikelihood,
    double expectedCalibrationError,
    int[][] confusion,
    List<Bin> bins) {
  private static final int TOP = 5;
  private static final int BINS = 15;

  /**
   * Images whose confidence, the predicted class's probability, is in (from, to].
   *
   * @param confidence their mean confidence, 0 where there are none
   * @param accuracy share of them that is right, 0 where there are none
   */
  public record Bin(double from, double to, int images, double confidence, double accuracy) {}

  /**
   * One class against all others; each share 0..1, and 0 where nothing is there to divide by.
   *
   * @param images of this true class
   * @param predicted images taken for it
   * @param precision share of those taken for it that are of it
   * @param recall share of those of it that were taken for it
   * @param f1 harmonic mean of precision and recall
   */
  public record ClassScore(int images, int predicted, double precision, double recall, double f1) {}

  /**
   * Compares probabilities with true classes.
   *
   * @param probabilities [images, classes], row by row
   * @param labels [images], each in {0..classes-1}
   * @throws InvalidInputException when there is no image
   * @throws IllegalArgumentException when rows are not of one length, or a label has no class
   */
  public static ClassificationStatistics of(float[] probabilities, int[] labels) {
    int classes = ErrorCounts.classes(probabilities, labels);
    int[][] confusion = new int[classes][classes];
    int topFiveErrors = 0;
    double logarithms = 0;
    int[] binImages = new int[BINS];
    int[] binRight = new int[BINS];
    double[] binConfidence = new double[BINS];
    for (int i = 0; i < labels.length; i++) {
      int row = i * classes;
      int best = ErrorCounts.best(probabilities, row, classes);
      confusion[labels[i]][best]++;
      topFiveErrors += rank(probabilities, row, classes, labels[i]) >= TOP ? 1 : 0;
      logarithms += Math.log(Math.max(probabilities[row + labels[i]], Float.MIN_VALUE));
      double confidence = probabilities[row + best];
      int bin = Math.min(BINS - 1, Math.max(0, (int) Math.ceil(confidence * BINS) - 1));
      binImages[bin]++;
      binRight[bin] += best == labels[i] ? 1 : 0;
      binConfidence[bin] += confidence;
    }
    List<Bin> bins = bins(binImages, binRight, binConfidence);
    return new ClassificationStatistics(
        labels.length,
        labels.length - right(confusion),
        topFiveErrors,
        -logarithms / labels.length,
        calibrationError(bins, labels.length),
        confusion,
        bins);
  }

  /** Share of wrong predictions, 0..1. */
  public double error() {
    return (double) errors / images;
  }

  /** Share of images whose true class is not among the five most probable, 0..1. */
  public double topFiveError() {
    return (double) topFiveErrors / images;
  }

  /** The scores of every class, in the order of the classes. */
  public List<ClassScore> classScores() {
    List<ClassScore> scores = new ArrayList<>();
    for (int c = 0; c < confusion.length; c++) {
      int ofClass = 0;
      int taken = 0;
      for (int other = 0; other < confusion.length; other++) {
        ofClass += confusion[c][other];
        taken += confusion[other][c];
      }
      int both = confusion[c][c];
      scores.add(
          new ClassScore(
              ofClass,
              taken,
              share(both, taken),
              share(both, ofClass),
              share(2 * both, ofClass + taken)));
    }
    return scores;
  }

  /** Mean of the F1 of the classes that any image is of, or is taken for. */
  public double meanF1() {
    return classScores().stream()
        .filter(score -> score.images() + score.predicted() > 0)
        .mapToDouble(ClassScore::f1)
        .average()
        .orElseThrow();
  }

  /** How many classes come before {@code label} when they are sorted by probability. */
  private static int rank(float[] probabilities, int row, int classes, int label) {
    float own = probabilities[row + label];
    int before = 0;
    for (int c = 0; c < classes; c++) {
      float p = probabilities[row + c];
      before += p > own || p == own && c < label ? 1 : 0;
    }
    return before;
  }

  private static int right(int[][] confusion) {
    int right = 0;
    for (int c = 0; c < confusion.length; c++) {
      right += confusion[c][c];
    }
    return right;
  }

  private static List<Bin> bins(int[] images, int[] right, double[] confidence) {
    List<Bin> bins = new ArrayList<>();
    for (int b = 0; b < images.length; b++) {
      bins.add(
          new Bin(
              (double) b / BINS,
              (b + 1.0) / BINS,
              images[b],
              images[b] == 0 ? 0 : confidence[b] / images[b],
              share(right[b], images[b])));
    }
    return List.copyOf(bins);
  }

  private static double calibrationError(List<Bin> bins, int images) {
    double sum = 0;
    for (Bin bin : bins) {
      sum += bin.images() * Math.abs(bin.accuracy() - bin.confidence());
    }
    return sum / images;
  }

  private static double share(int part, int all) {
    return all == 0 ? 0 : (double) part / all;
  }
}
