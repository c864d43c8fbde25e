package org.mixsep.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;

/** Distance of two images' features. Its gradient at two equal points is 0. */
public enum PairDistance {
  /** L2, the paper's prose. */
  EUCLIDEAN(1) {
    @Override
    Tensor gradient(Tensor x, Tensor mask) {
      return EuclideanPairs.gradient(x, mask);
    }

    @Override
    double addGradient(double[] x, int a, int b, int c, double scale, double[] gradient) {
      double squares = 0;
      for (int k = 0; k < c; k++) {
        double difference = x[a + k] - x[b + k];
        squares += difference * difference;
      }
      double distance = Math.sqrt(squares);
      if (squares != 0) {
        addDifference(x, a, b, c, scale / distance, gradient);
      }
      return distance;
    }
  },
  /** L1, Eq. 3 of the paper as typeset: a norm of scalars, summed over the logits. */
  MANHATTAN(1) {
    @Override
    Tensor gradient(Tensor x, Tensor mask) {
      return ManhattanPairs.gradient(x, mask);
    }

    @Override
    double addGradient(double[] x, int a, int b, int c, double scale, double[] gradient) {
      double distance = 0;
      for (int k = 0; k < c; k++) {
        double difference = x[a + k] - x[b + k];
        distance += Math.abs(difference);
        double sign = scale * Math.signum(difference);
        gradient[a + k] += sign;
        gradient[b + k] -= sign;
      }
      return distance;
    }
  },
  /** L2, squared. */
  SQUARED_EUCLIDEAN(2) {
    /** Of n images, 2 (n a - sum of all) for image a. */
    @Override
    Tensor gradient(Tensor x, Tensor mask) {
      Tensor real = mask.to(x.scalar_type().intern());
      Tensor sum = x.sum(new long[] {1}, true, new ScalarTypeOptional()); // what fills up is 0
      Tensor count = real.sum(new long[] {1}, true, new ScalarTypeOptional());
      return x.mul(count).sub_(sum).mul_(real).mul_(new Scalar(2.0));
    }

    @Override
    double addGradient(double[] x, int a, int b, int c, double scale, double[] gradient) {
      return addDifference(x, a, b, c, 2 * scale, gradient);
    }
  };

  private final int degree;

  PairDistance(int degree) {
    this.degree = degree;
  }

  /** How the distance grows with scale: 1 for a norm, 2 for a squared one. */
  final int degree() {
    return degree;
  }

  /**
   * Gradient of the sum of distances over each class's pairs.
   *
   * @param x features [k, m, c] of k classes, each with its first image at the origin, filled up
   *     with zeros
   * @param mask [k, m, 1], float64: 1 for an image, 0 for what fills up
   * @return [k, m, c], 0 where it is filled up
   */
  abstract Tensor gradient(Tensor x, Tensor mask);

  /**
   * Adds the gradient of one pair's distance.
   *
   * @param x features, one image after another
   * @param a where those of one image begin
   * @param b where those of the other begin
   * @param c how many an image has
   * @param scale factor on what is added
   * @return the distance
   */
  abstract double addGradient(double[] x, int a, int b, int c, double scale, double[] gradient);

  /** Returns the squared length of the difference. */
  private static double addDifference(
      double[] x, int a, int b, int c, double scale, double[] gradient) {
    double squares = 0;
    for (int k = 0; k < c; k++) {
      double difference = x[a + k] - x[b + k];
      squares += difference * difference;
      gradient[a + k] += scale * difference;
      gradient[b + k] -= scale * difference;
    }
    return squares;
  }
}
