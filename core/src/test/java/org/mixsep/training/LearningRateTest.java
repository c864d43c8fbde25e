package org.mixsep.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
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
}
