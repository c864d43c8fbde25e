package org.mixsep.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mixsep.InvalidInputException;

class TemperatureTest {
  private static final int CLASSES = 4;

  private static float[] logits(int images) {
    Random random = new Random(1);
    float[] logits = new float[images * CLASSES];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) (2 * random.nextGaussian());
    }
    return logits;
  }

  /** Labels drawn by the logits' own probabilities: then the logits times T are T too sure. */
  private static int[] drawn(float[] logits) {
    Random random = new Random(2);
    float[] probabilities = Temperature.NONE.probabilities(logits, CLASSES);
    int[] labels = new int[logits.length / CLASSES];
    for (int i = 0; i < labels.length; i++) {
      double left = random.nextDouble();
      while (left >= probabilities[i * CLASSES + labels[i]] && labels[i] < CLASSES - 1) {
        left -= probabilities[i * CLASSES + labels[i]++];
      }
    }
    return labels;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.3, 1, 2.5})
  void findsHowMuchTooSureANetworkIs(double truth) {
    float[] logits = logits(20_000);
    int[] labels = drawn(logits);
    for (int i = 0; i < logits.length; i++) {
      logits[i] *= (float) truth;
    }
    Temperature found = Temperature.fit(logits, labels);
    assertEquals(truth, found.value(), 0.05 * truth);
    double error =
        ClassificationStatistics.of(found.probabilities(logits, CLASSES), labels)
            .expectedCalibrationError();
    assertTrue(error < 0.02, "calibration error " + error);
  }

  /** Against the log-likelihood itself, label by label. */
  @Test
  void noOtherTemperatureMakesTheLabelsLikelier() {
    float[] logits = logits(50);
    int[] labels = drawn(logits);
    Temperature found = Temperature.fit(logits, labels);
    double least = smoothed(found, logits, labels);
    for (double factor : new double[] {0.9, 0.99, 1.01, 1.1}) {
      assertTrue(smoothed(new Temperature(factor * found.value()), logits, labels) > least);
    }
  }

  private static double smoothed(Temperature by, float[] logits, int[] labels) {
    float[] p = by.probabilities(logits, CLASSES);
    double spread = 1.0 / (labels.length + 1);
    double sum = 0;
    for (int i = 0; i < labels.length; i++) {
      for (int c = 0; c < CLASSES; c++) {
        double target = (c == labels[i] ? 1 - spread : 0) + spread / CLASSES;
        sum -= target * Math.log(p[i * CLASSES + c]);
      }
    }
    return sum;
  }

  @Test
  void aFewImagesThatAreAllRightLeaveADoubt() {
    float[] logits = logits(20);
    int[] labels = new int[20];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = ErrorCounts.best(logits, i * CLASSES, CLASSES);
    }
    Temperature found = Temperature.fit(logits, labels);
    float[] p = found.probabilities(logits, CLASSES);
    double mean = 0;
    for (int i = 0; i < labels.length; i++) {
      mean += p[i * CLASSES + labels[i]] / labels.length;
    }
    assertTrue(mean > 0.6 && mean < 0.99, "mean confidence " + mean);
  }

  @Test
  void logarithmsOfProbabilitiesAreLogits() {
    float[] logits = logits(30);
    float[] p = Temperature.NONE.probabilities(logits, CLASSES);
    TreeMap<Integer, float[]> byBlock = new TreeMap<>();
    byBlock.put(4, p);
    Predictions said = new Predictions(new int[30], byBlock, p, logits);
    Temperature two = new Temperature(2);
    assertArrayEquals(
        two.probabilities(said.logits(false), CLASSES),
        two.probabilities(said.logits(true), CLASSES),
        1e-6f);
    float[] none = {0, 1, 0, 0};
    said = new Predictions(new int[1], byBlock, none, none);
    float[] still = two.probabilities(said.logits(true), CLASSES);
    assertTrue(still[1] == 1 && Float.isFinite(still[0]), Arrays.toString(still));
  }

  @Test
  void whatIsNoTemperatureIsRefused() {
    for (double wrong : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(IllegalArgumentException.class, () -> new Temperature(wrong));
    }
    assertThrows(InvalidInputException.class, () -> Temperature.fit(new float[0], new int[0]));
  }
}
