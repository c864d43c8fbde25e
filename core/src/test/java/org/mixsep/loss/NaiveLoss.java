package org.mixsep.loss;

/** The loss by plain double loops, straight from the paper's equations: the tests' twin. */
final class NaiveLoss {
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
    for (int i = 0; i < q.length; i++) {
      q[i] = feature(logits[i], loss.space());
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

  private static double[] feature(double[] q, FeatureSpace space) {
    double scale =
        switch (space) {
          case LOGITS -> 1;
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
