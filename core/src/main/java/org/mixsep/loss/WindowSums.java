package org.mixsep.loss;

/**
 * Sums over the values y_1, ..., y_n of a window, from which its mean and its trend follow.
 *
 * @param count n
 * @param sum of y_k
 * @param moment sum of k y_k
 * @param squares sum of y_k squared
 */
public record WindowSums(int count, double sum, double moment, double squares) {
  /** Of an empty window. */
  public static final WindowSums NONE = new WindowSums(0, 0, 0, 0);

  WindowSums with(double value) {
    int k = count + 1;
    return new WindowSums(k, sum + value, moment + k * value, squares + value * value);
  }

  double mean() {
    return sum / count;
  }

  /**
   * The slope of the least-squares line through the values over its standard error: Student's t
   * with n - 2 degrees of freedom where they scatter about a constant. Needs three values; 0 where
   * all are the same.
   */
  double trend() {
    double n = count;
    double ofPlaces = n * (n * n - 1) / 12;
    double together = moment - sum * (n + 1) / 2;
    double ofValues = squares - sum * sum / n;
    double slope = together / ofPlaces;
    double scatter = Math.max(0, ofValues - slope * together) / (n - 2);
    return slope == 0 ? 0 : slope / Math.sqrt(scatter / ofPlaces);
  }
}
