package org.mixsep.app.statistics;

import java.util.stream.IntStream;
import org.apache.commons.statistics.inference.TTest;
import org.apache.commons.statistics.inference.WilcoxonSignedRankTest;

/**
 * Two arms of an experiment compared pair by pair, such as two losses trained with equal seeds.
 *
 * @param first the first arm
 * @param second the second arm
 * @param difference of the pairs, second minus first
 * @param low lower end of the 95 % confidence interval of the mean difference, by Student's t
 * @param high its upper end
 * @param tTest two-sided p-value of the paired t-test, 0 to 1; NaN where all differences are equal,
 *     since the test knows no spread then
 * @param wilcoxon two-sided p-value of Wilcoxon's signed-rank test, 0 to 1: exact without ties,
 *     else the normal approximation; NaN where all differences are 0. With n pairs it cannot fall
 *     below 2^(1-n), so with 5 pairs it never reaches 0.05
 */
public record PairedComparison(
    Sample first,
    Sample second,
    Sample difference,
    double low,
    double high,
    double tTest,
    double wilcoxon) {
  /** Differences count to nine decimals. */
  private static final double TIDY = 1e9;

  /**
   * Compares two arms; {@code first[i]} and {@code second[i]} are a pair.
   *
   * @throws IllegalArgumentException for fewer than two pairs, arms of unequal size and values that
   *     are not finite
   */
  public static PairedComparison of(double[] first, double[] second) {
    if (first.length != second.length || first.length < 2) {
      throw new IllegalArgumentException(
          "two or more pairs wanted, not %d and %d values".formatted(first.length, second.length));
    }
    int n = first.length;
    double[] differences =
        IntStream.range(0, n).mapToDouble(i -> tidy(second[i] - first[i])).toArray();
    Sample difference = Sample.of(differences);
    double half = difference.half();
    return new PairedComparison(
        Sample.of(first),
        Sample.of(second),
        difference,
        difference.mean() - half,
        difference.mean() + half,
        tTest(differences, difference),
        wilcoxon(differences));
  }

  /** Without the last digits of rounding, which would tell equal differences apart. */
  private static double tidy(double difference) {
    return Math.rint(difference * TIDY) / TIDY;
  }

  private static double tTest(double[] differences, Sample difference) {
    // Even so, the mean of equal numbers may be off by a rounding.
    boolean spread = difference.deviation() > 1e-12 * Math.abs(difference.mean());
    return spread ? TTest.withDefaults().test(differences).getPValue() : Double.NaN;
  }

  private static double wilcoxon(double[] differences) {
    boolean any = IntStream.range(0, differences.length).anyMatch(i -> differences[i] != 0);
    return any ? WilcoxonSignedRankTest.withDefaults().test(differences).getPValue() : Double.NaN;
  }
}
