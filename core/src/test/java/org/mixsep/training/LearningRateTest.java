package org.mixsep.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LearningRateTest {
  @Test
  void steppedShrinksAfterEachStretch() {
    LearningRate rate = new LearningRate.Stepped(0.01, 0.9, 20_000);
    assertEquals(0.01, rate.at(0));
    assertEquals(0.01, rate.at(19_999));
    assertEquals(0.009, rate.at(20_000), 1e-15);
    assertEquals(0.01 * 0.9 * 0.9 * 0.9, rate.at(79_999), 1e-15);
  }

  @Test
  void milestonesCountWhenReached() {
    LearningRate rate = new LearningRate.Milestones(0.05, 0.1, List.of(50L, 75L));
    assertEquals(0.05, rate.at(49));
    assertEquals(0.005, rate.at(50), 1e-15);
    assertEquals(0.0005, rate.at(75), 1e-15);
  }

  @Test
  void cosineFallsFromInitialToZero() {
    LearningRate rate = new LearningRate.Cosine(0.2, 100);
    assertEquals(0.2, rate.at(0));
    assertEquals(0.1, rate.at(50), 1e-15);
    assertEquals(0, rate.at(100), 1e-15);
    assertEquals(0, rate.at(150), 1e-15);
  }

  @Test
  void warmUpRisesToTheRateThatFollows() {
    LearningRate rate = new LearningRate.WarmUp(4, new LearningRate.Constant(0.8));
    assertEquals(0.2, rate.at(0), 1e-15);
    assertEquals(0.8, rate.at(3), 1e-15);
    assertEquals(0.8, rate.at(1000), 1e-15);
  }

  @Test
  void linearStartsWhereTheWarmUpEnds() {
    LearningRate rate = new LearningRate.WarmUp(10, new LearningRate.Linear(0.8, 0.08, 10, 100));
    assertEquals(0.08, rate.at(0), 1e-15);
    assertEquals(0.8, rate.at(9), 1e-15);
    assertEquals(0.8, rate.at(10), 1e-15);
    assertEquals(0.44, rate.at(55), 1e-15);
    assertEquals(0.08, rate.at(100), 1e-15);
    assertEquals(0.08, rate.at(1000), 1e-15);
    assertEquals(0.8, new LearningRate.Linear(0.8, 0, 10, 5).at(9), "a warm-up beyond the end");
  }

  /** PyTorch 2.13: OneCycleLR(max_lr 0.4, total 20, pct_start 0.23, div 5, final_div 10). */
  @Test
  void oneCycleIsPyTorchs() {
    int[] at = {0, 2, 3, 4, 10, 18, 19};
    LearningRate cosine = new LearningRate.OneCycle(0.08, 0.4, 0.008, 0.23, true, 20);
    LearningRate straight = new LearningRate.OneCycle(0.08, 0.4, 0.008, 0.23, false, 20);
    double[] cosines = {
      0.08,
      0.2677837084267088,
      0.3785640646055102,
      0.3993478261688619,
      0.255371929856064,
      0.0120642248835455,
      0.008
    };
    double[] lines = {
      0.08,
      0.2577777777777778,
      0.3466666666666667,
      0.3898181818181818,
      0.2370909090909091,
      0.0334545454545455,
      0.008
    };
    for (int i = 0; i < at.length; i++) {
      assertEquals(cosines[i], cosine.at(at[i]), 1e-15);
      assertEquals(lines[i], straight.at(at[i]), 1e-15);
    }
    assertEquals(0.008, cosine.at(50), 1e-15);
  }

  @Property
  void oneCycleStaysBetweenItsEnds(
      @ForAll @IntRange(min = 1, max = 200) int total,
      @ForAll @DoubleRange(min = 0, max = 1, maxIncluded = false) double rise,
      @ForAll boolean cosine) {
    LearningRate rate = new LearningRate.OneCycle(0.2, 1, 0.1, rise, cosine, total);
    for (int i = 0; i < total; i++) {
      assertTrue(rate.at(i) >= 0.1 - 1e-12 && rate.at(i) <= 1 + 1e-12, "iteration " + i);
    }
    assertEquals(0.1, rate.at(total - 1), 1e-12);
  }
}
