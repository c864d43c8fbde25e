package org.mixsep.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class StallTest {
  private static final Stall NO_TREND = new Stall.NoTrend(2);

  /** Against the textbook's formulas, on centred values. */
  @Test
  void theTrendIsThatOfTheLeastSquaresLine() {
    Random random = new Random(1);
    double[] y = new double[40];
    for (int k = 0; k < y.length; k++) {
      y[k] = 300 - 0.7 * k + 5 * random.nextGaussian();
    }
    double meanK = (y.length + 1) / 2.0;
    double meanY = java.util.Arrays.stream(y).average().orElseThrow();
    double kk = 0;
    double ky = 0;
    for (int k = 0; k < y.length; k++) {
      kk += Math.pow(k + 1 - meanK, 2);
      ky += (k + 1 - meanK) * (y[k] - meanY);
    }
    double slope = ky / kk;
    double rest = 0;
    for (int k = 0; k < y.length; k++) {
      rest += Math.pow(y[k] - meanY - slope * (k + 1 - meanK), 2);
    }
    double t = slope / Math.sqrt(rest / (y.length - 2) / kk);
    assertEquals(t, sums(y.length, k -> y[k]).trend(), 1e-6 * Math.abs(t));
  }

  @Test
  void whatScattersAboutAConstantHasStalledNineteenTimesOfTwenty() {
    Random random = new Random(2);
    int stalls = 0;
    for (int i = 0; i < 1_000; i++) {
      stalls += NO_TREND.in(sums(100, k -> 20 + random.nextGaussian()), Double.NaN) ? 1 : 0;
    }
    assertEquals(950, stalls, 20);
  }

  /** The rule of means takes a slow fall for a stall: 0.9 % a window. */
  @Test
  void aSlowFallIsNoStallByTrendButByMeans() {
    Random random = new Random(3);
    WindowSums before = sums(100, k -> 100 - 0.009 * k + 0.1 * random.nextGaussian());
    WindowSums after = sums(100, k -> 99.1 - 0.009 * k + 0.1 * random.nextGaussian());
    assertTrue(new Stall.MeanChange(0.01, 0.001).in(after, before.mean()));
    assertFalse(NO_TREND.in(after, before.mean()));
  }

  @Test
  void valuesWithoutScatterHaveATrendOrNone() {
    assertTrue(NO_TREND.in(sums(10, k -> 7), 7));
    assertFalse(NO_TREND.in(sums(10, k -> 7 - k), 7));
    assertFalse(NO_TREND.in(sums(10, k -> 7 + k), 7));
  }

  @Test
  void aThresholdShrinksByTheRuleItIsGiven() {
    var rule = new AdaptiveThreshold(0.5, 5, 0.9, NO_TREND);
    AdaptiveThreshold.State state = rule.initial();
    for (double value : new double[] {9, 8, 7, 6, 5}) {
      state = rule.after(state, value);
    }
    assertEquals(0.5, state.xi());
    for (double value : new double[] {5, 6, 5, 4, 5}) {
      state = rule.after(state, value);
    }
    assertEquals(0.45, state.xi(), 1e-12);
    assertEquals(WindowSums.NONE, state.open());
  }

  @Test
  void refusesWhatIsOutOfRange() {
    assertThrows(IllegalArgumentException.class, () -> new Stall.NoTrend(-1));
    assertThrows(IllegalArgumentException.class, () -> new Stall.MeanChange(-1, 0));
    assertThrows(
        IllegalArgumentException.class, () -> new AdaptiveThreshold(0.5, 2, 0.9, NO_TREND));
  }

  private static WindowSums sums(int count, IntToDoubleFunction values) {
    WindowSums sums = WindowSums.NONE;
    for (int k = 0; k < count; k++) {
      sums = sums.with(values.applyAsDouble(k));
    }
    return sums;
  }
}
