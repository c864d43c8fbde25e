package org.mixsep.loss;

import java.util.function.DoubleUnaryOperator;

/** The relatives by plain loops, straight from their definitions: the tests' twin. */
final class NaiveRelatives {
  private NaiveRelatives() {}

  static double hinge(double[][] q, int[] y, HingeLoss loss) {
    double sum = 0;
    for (int i = 0; i < q.length; i++) {
      for (int j = 0; j < q[i].length; j++) {
        double lacking =
            switch (loss.form()) {
              case ONE_VS_REST -> loss.margin() - (j == y[i] ? q[i][j] : -q[i][j]);
              case PAIRWISE -> j == y[i] ? 0 : loss.margin() - q[i][y[i]] + q[i][j];
            };
        sum += Math.pow(Math.max(0, lacking), loss.power());
      }
    }
    return sum / q.length / (loss.reduction() == Reduction.MEAN ? q[0].length : 1);
  }

  static double focal(double[][] q, int[] y, double gamma) {
    double sum = 0;
    for (int i = 0; i < q.length; i++) {
      double p = softmax(q[i])[y[i]];
      sum -= Math.pow(1 - p, gamma) * Math.log(p);
    }
    return sum / q.length;
  }

  static double contrastive(double[][] points, int[] y, ContrastiveLoss loss) {
    double[][] z = loss.normalize() ? unit(points) : points;
    double[] sums = new double[2];
    int[] pairs = new int[2];
    int[] above0 = new int[2];
    for (int i = 0; i < z.length; i++) {
      for (int j = i + 1; j < z.length; j++) {
        int kind = y[i] == y[j] ? 0 : 1;
        double d = distance(z[i], z[j]);
        double length = kind == 0 ? d : Math.max(0, loss.margin() - d);
        sums[kind] += Math.pow(length, loss.power()) / loss.power();
        pairs[kind]++;
        above0[kind] += length > 0 ? 1 : 0;
      }
    }
    return switch (loss.reduction()) {
      case BALANCED -> mean(sums[0], pairs[0]) + mean(sums[1], pairs[1]);
      case PAIRS -> mean(sums[0] + sums[1], pairs[0] + pairs[1]);
      case NONZERO -> mean(sums[0], above0[0]) + mean(sums[1], above0[1]);
    };
  }

  static double triplet(double[][] points, int[] y, TripletLoss loss) {
    double[][] z = loss.normalize() ? unit(points) : points;
    double[] found = new double[3]; // sum, triplets, triplets with a loss
    for (int a = 0; a < z.length; a++) {
      double hardest = Double.NaN;
      double closest = Double.NaN;
      for (int p = 0; p < z.length; p++) {
        double ap = length(z[a], z[p], loss);
        if (p == a || y[p] != y[a]) {
          if (y[p] != y[a]) {
            closest = Double.isNaN(closest) ? ap : Math.min(closest, ap);
          }
          continue;
        }
        hardest = Double.isNaN(hardest) ? ap : Math.max(hardest, ap);
        double farther = Double.NaN;
        double farthest = Double.NaN;
        for (int n = 0; n < z.length; n++) {
          if (y[n] != y[a]) {
            double an = length(z[a], z[n], loss);
            if (loss.mining() == TripletLoss.Mining.ALL) {
              add(found, ap - an, loss);
            }
            if (an > ap) {
              farther = Double.isNaN(farther) ? an : Math.min(farther, an);
            }
            farthest = Double.isNaN(farthest) ? an : Math.max(farthest, an);
          }
        }
        if (loss.mining() == TripletLoss.Mining.SEMI_HARD && !Double.isNaN(farthest)) {
          add(found, ap - (Double.isNaN(farther) ? farthest : farther), loss);
        }
      }
      boolean both = !Double.isNaN(hardest) && !Double.isNaN(closest);
      if (loss.mining() == TripletLoss.Mining.BATCH_HARD && both) {
        add(found, hardest - closest, loss);
      }
    }
    return mean(found[0], loss.reduction() == TripletLoss.Average.MEAN ? found[1] : found[2]);
  }

  private static void add(double[] found, double difference, TripletLoss loss) {
    double v = difference + loss.margin();
    double h =
        loss.hinge() == TripletLoss.Hinge.RELU
            ? Math.max(0, v)
            : Math.max(0, v) + Math.log1p(Math.exp(-Math.abs(v)));
    found[0] += h;
    found[1]++;
    found[2] += h > 0 ? 1 : 0;
  }

  private static double length(double[] a, double[] b, TripletLoss loss) {
    double d = distance(a, b);
    return loss.distance() == TripletLoss.Distance.EUCLIDEAN ? d : d * d;
  }

  static double supervisedContrastive(double[][] points, int[] y, double temperature) {
    double[][] u = unit(points);
    double sum = 0;
    int anchors = 0;
    for (int a = 0; a < u.length; a++) {
      double all = 0;
      double positives = 0;
      int count = 0;
      for (int i = 0; i < u.length; i++) {
        if (i != a) {
          double s = dot(u[a], u[i]) / temperature;
          all += Math.exp(s);
          positives += y[i] == y[a] ? s : 0;
          count += y[i] == y[a] ? 1 : 0;
        }
      }
      if (count > 0) {
        sum += Math.log(all) - positives / count;
        anchors++;
      }
    }
    return mean(sum, anchors);
  }

  /** By angles, where the loss has cosines. */
  static double largeMargin(double[][] x, double[][] w, int[] y, int m, double lambda) {
    double[][] f = products(x, w);
    for (int i = 0; i < x.length; i++) {
      double lengths = norm(x[i]) * norm(w[y[i]]);
      double theta = Math.acos(Math.max(-1, Math.min(1, f[i][y[i]] / lengths)));
      int k = Math.min(m - 1, (int) (theta * m / Math.PI));
      double psi = (k % 2 == 0 ? 1 : -1) * Math.cos(m * theta) - 2 * k;
      f[i][y[i]] = (lambda * f[i][y[i]] + lengths * psi) / (1 + lambda);
    }
    return NaiveLoss.between(f, y);
  }

  static double angular(double[][] x, double[][] w, int[] y, AngularMarginLoss loss) {
    double[][] f = products(unit(x), unit(w));
    double m = loss.margin();
    DoubleUnaryOperator label =
        loss.kind() == AngularMarginLoss.Kind.COSFACE
            ? c -> c - m
            : c ->
                Math.acos(c) > Math.PI - m
                    ? c - m * Math.sin(m)
                    : Math.cos(Math.acos(Math.max(-1, Math.min(1, c))) + m);
    for (int i = 0; i < f.length; i++) {
      f[i][y[i]] = label.applyAsDouble(f[i][y[i]]);
      for (int j = 0; j < w.length; j++) {
        f[i][j] *= loss.scale();
      }
    }
    return NaiveLoss.between(f, y);
  }

  static double lambdaRank(double[][] q, int[] y, double sigma) {
    double sum = 0;
    for (int i = 0; i < q.length; i++) {
      for (int k = 0; k < q[i].length; k++) {
        if (k != y[i]) {
          double delta = Math.abs(gain(q[i], y[i]) - gain(q[i], k));
          sum += delta * Math.log1p(Math.exp(-sigma * (q[i][y[i]] - q[i][k])));
        }
      }
    }
    return sum / q.length / q[0].length;
  }

  private static double gain(double[] q, int k) {
    int rank = 1;
    for (int j = 0; j < q.length; j++) {
      rank += q[j] > q[k] || q[j] == q[k] && j < k ? 1 : 0;
    }
    return Math.log(2) / Math.log(1.0 + rank);
  }

  static double[] softmax(double[] q) {
    double sum = 0;
    for (double value : q) {
      sum += Math.exp(value);
    }
    double[] p = new double[q.length];
    for (int k = 0; k < q.length; k++) {
      p[k] = Math.exp(q[k]) / sum;
    }
    return p;
  }

  private static double mean(double sum, double count) {
    return count == 0 ? 0 : sum / count;
  }

  private static double[][] products(double[][] x, double[][] w) {
    double[][] products = new double[x.length][w.length];
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < w.length; j++) {
        products[i][j] = dot(x[i], w[j]);
      }
    }
    return products;
  }

  private static double[][] unit(double[][] rows) {
    double[][] unit = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      double norm = norm(rows[i]);
      unit[i] = new double[rows[i].length];
      for (int k = 0; k < unit[i].length; k++) {
        unit[i][k] = norm < 1e-12 ? 0 : rows[i][k] / norm;
      }
    }
    return unit;
  }

  private static double norm(double[] a) {
    return Math.sqrt(dot(a, a));
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }

  private static double distance(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += (a[k] - b[k]) * (a[k] - b[k]);
    }
    return Math.sqrt(sum);
  }
}
