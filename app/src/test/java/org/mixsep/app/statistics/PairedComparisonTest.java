package org.mixsep.app.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PairedComparisonTest {
  /** Differences 1, 2, 3: mean 2, deviation 1, t = 2 sqrt(3) with 2 degrees of freedom. */
  @Test
  void threePairsByHand() {
    double[] first = {10, 11, 15};
    double[] second = {11, 13, 18};
    PairedComparison pairs = PairedComparison.of(first, second);
    assertEquals(new Sample(3, 12, Math.sqrt(7)), pairs.first());
    assertEquals(14, pairs.second().mean(), 1e-12);
    assertEquals(new Sample(3, 2, 1), pairs.difference());
    // Two degrees of freedom: t_0.975 = 0.95 / sqrt(2 * 0.975 * 0.025) = 4.302653.
    double half = 0.95 / Math.sqrt(2 * 0.975 * 0.025) / Math.sqrt(3);
    assertEquals(2 - half, pairs.low(), 1e-9);
    assertEquals(2 + half, pairs.high(), 1e-9);
    // And there, p = 1 - t / sqrt(t^2 + 2) with t^2 = 12.
    assertEquals(1 - Math.sqrt(12.0 / 14), pairs.tTest(), 1e-9);
    // All of one sign: 2 of the 2^3 sign patterns are as extreme.
    assertEquals(0.25, pairs.wilcoxon(), 1e-12);
  }

  /**
   * Differences 4, -1, 2, 3 of ranks 4, 1, 2, 3: the negative ranks sum to 1, and of the 16 sign
   * patterns those with a sum of 0 or 1 at either end are as extreme: 4 of 16.
   */
  @Test
  void wilcoxonCountsSignPatterns() {
    PairedComparison pairs =
        PairedComparison.of(new double[] {0, 0, 0, 0}, new double[] {4, -1, 2, 3});
    assertEquals(0.25, pairs.wilcoxon(), 1e-12);
  }

  @Test
  void theSignIsSecondMinusFirst() {
    PairedComparison pairs = PairedComparison.of(new double[] {7, 9}, new double[] {6, 7});
    assertEquals(-1.5, pairs.difference().mean(), 1e-12);
    assertTrue(pairs.low() < -1.5 && pairs.high() > -1.5);
  }

  /** 0.3 - 0.2 and 0.2 - 0.1 are unlike in their last bit. */
  @Test
  void equalDifferencesHaveNoTTest() {
    PairedComparison pairs =
        PairedComparison.of(new double[] {0.2, 0.1, 5}, new double[] {0.3, 0.2, 5.1});
    assertTrue(Double.isNaN(pairs.tTest()));
    assertEquals(0.1, pairs.low(), 1e-12);
    assertEquals(0.1, pairs.high(), 1e-12);
    assertTrue(
        Double.isNaN(PairedComparison.of(new double[] {1, 2}, new double[] {1, 2}).wilcoxon()));
  }

  @Test
  void whatCannotBePairedIsRefused() {
    double[] one = {1};
    double[] two = {1, 2};
    assertThrows(IllegalArgumentException.class, () -> PairedComparison.of(one, one));
    assertThrows(IllegalArgumentException.class, () -> PairedComparison.of(one, two));
    assertThrows(
        IllegalArgumentException.class,
        () -> PairedComparison.of(two, new double[] {1, Double.NaN}));
  }
}
