package org.mixsep.app.statistics;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * The mean and standard deviation of a few results.
 *
 * @param n how many
 * @param mean in the unit of the results
 * @param deviation standard deviation with n - 1 in the denominator, in the unit of the results;
 *     NaN where n is 1
 */
public record Sample(int n, double mean, double deviation) {
  private static final double CONFIDENCE = 0.95;

  /**
   * @param values at least one
   * @throws IllegalArgumentException when there is none, or one is not finite
   */
  public static Sample of(double... values) {
    if (values.length == 0 || !Arrays.stream(values).allMatch(Double::isFinite)) {
      throw new IllegalArgumentException("finite values wanted: " + Arrays.toString(values));
    }
    double mean = Arrays.stream(values).average().orElseThrow();
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return new Sample(values.length, mean, Math.sqrt(squares / (values.length - 1)));
  }

  /** Half the width of the mean's 95 % confidence interval, by Student's t; NaN where n is 1. */
  public double half() {
    return n == 1
        ? Double.NaN
        : TDistribution.of(n - 1).inverseCumulativeProbability((1 + CONFIDENCE) / 2)
            * deviation
            / Math.sqrt(n);
  }
}
