package org.mixsep.loss;

import java.util.List;

/** The loss by plain double loops, straight from the paper's equations: the tests' twin. */
final class NaiveLoss {
  /** Spaces in which an image's features depend on its logits alone. */
  static final List<FeatureSpace> WITHOUT_BATCH =
      List.of(FeatureSpace.LOGITS, FeatureSpace.UNIT, FeatureSpace.PROBABILITY);

  private NaiveLoss() {}

  static double between(double[][] q, int[] labels) {
    double sum = 0;
    for (int i = 0; i < q.length; i++) {
      double denominator = 0;
      for (double value : q[i]) {
        denominator += Math.exp(value);
      }
      sum -= q[i][labels[i]] - Math.log(denominator);
    }
    return sum / q.length;
  }

  static double within(
      double[][] logits, int[] labels, int classes, WithinClassLoss loss, double xi) {
    double[][] q = new double[logits.length][];
    double scale = scale(logits, labels, loss.space());
    for (int i = 0; i < q.length; i++) {
      q[i] = feature(logits[i], loss.space());
      for (int k = 0; k < q[i].length; k++) {
        q[i][k] /= scale;
      }
    }
    double sum = 0;
    int paired = 0;
    for (int j = 0; j < classes; j++) {
      double distance = 0;
      int pairs = 0;
      for (int a = 0; a < q.length; a++) {
        for (int b = a + 1; b < q.length; b++) {
          if (labels[a] == j && labels[b] == j) {
            distance += distance(q[a], q[b], loss.distance());
            pairs++;
          }
        }
      }
      if (pairs > 0) {
        paired++;
        sum += Math.pow(Math.max(0, distance / pairs - xi), 2);
      }
    }
    return loss.reduction() == Reduction.SUM || paired == 0 ? sum : sum / paired;
  }

  private static double distance(double[] a, double[] b, PairDistance distance) {
    double l1 = 0;
    double squares = 0;
    for (int k = 0; k < a.length; k++) {
      l1 += Math.abs(a[k] - b[k]);
      squares += (a[k] - b[k]) * (a[k] - b[k]);
    }
    return switch (distance) {
      case EUCLIDEAN -> Math.sqrt(squares);
      case MANHATTAN -> l1;
      case SQUARED_EUCLIDEAN -> squares;
    };
  }

  /** What a relative space divides logits by, 1 for others. */
  private static double scale(double[][] q, int[] labels, FeatureSpace space) {
    return switch (space) {
      case SPREAD, SPREAD_DETACHED -> {
        double squares = 0;
        for (double[] a : q) {
          for (double[] b : q) {
            squares += Math.pow(distance(a, b, PairDistance.EUCLIDEAN), 2);
          }
        }
        yield Math.max(
            1e-12, Math.sqrt(squares / 2) / q.length); // half the mean square of all differences
      }
      case BETWEEN, BETWEEN_DETACHED -> {
        double sum = 0;
        int pairs = 0;
        for (int a = 0; a < q.length; a++) {
          for (int b = 0; b < a; b++) {
            if (labels[a] != labels[b]) {
              sum += distance(q[a], q[b], PairDistance.EUCLIDEAN);
              pairs++;
            }
          }
        }
        yield pairs == 0 ? Double.POSITIVE_INFINITY : sum / pairs;
      }
      default -> 1;
    };
  }

  private static double[] feature(double[] q, FeatureSpace space) {
    double scale =
        switch (space) {
          case LOGITS, SPREAD, SPREAD_DETACHED, BETWEEN, BETWEEN_DETACHED -> 1;
          case UNIT -> {
            double squares = 0;
            for (double value : q) {
              squares += value * value;
            }
            yield Math.max(Math.sqrt(squares), 1e-12);
          }
          case PROBABILITY -> {
            double sum = 0;
            for (double value : q) {
              sum += Math.exp(value);
            }
            yield sum;
          }
        };
    double[] feature = new double[q.length];
    for (int k = 0; k < q.length; k++) {
      feature[k] = (space == FeatureSpace.PROBABILITY ? Math.exp(q[k]) : q[k]) / scale;
    }
    return feature;
  }
}
