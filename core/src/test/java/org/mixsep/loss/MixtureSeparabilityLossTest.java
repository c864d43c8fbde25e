package org.mixsep.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Precision;
import org.mixsep.torch.Tensors;

class MixtureSeparabilityLossTest {
  private static final Compute COMPUTE = new Compute(false, Precision.FLOAT32);

  @Test
  void theWeightRisesToItsValueAndStays() {
    var loss = new MixtureSeparabilityLoss(WithinClassLoss.paper(), 0.8, 3, 0.1, 7);
    assertEquals(0.2, loss.at(0).weight(), 1e-12);
    assertEquals(0.6, loss.at(2).weight(), 1e-12);
    assertEquals(0.1, loss.at(2).labelSmoothing());
    assertEquals(7, loss.at(2).memory());
    assertSame(loss, loss.at(3));
    assertSame(loss, loss.at(1_000));
  }

  @Test
  void smoothedLabelsGiveEveryClassItsShare() {
    double[] logits = {2, 0, -1, 0.5, 0.5, 3};
    int[] labels = {0, 1};
    double smoothing = 0.3;
    double expected = 0;
    for (int i = 0; i < 2; i++) {
      double sum = 0;
      for (int j = 0; j < 3; j++) {
        sum += Math.exp(logits[3 * i + j]);
      }
      for (int j = 0; j < 3; j++) {
        double share = smoothing / 3 + (j == labels[i] ? 1 - smoothing : 0);
        expected -= share * Math.log(Math.exp(logits[3 * i + j]) / sum) / 2;
      }
    }
    var loss = new MixtureSeparabilityLoss(WithinClassLoss.paper(), 1, 0, smoothing, 0);
    LossTerms terms = loss.of(Tensors.of(logits, 2, 3), Targets.of(labels, 3, COMPUTE), 0.5);
    assertEquals(expected, Tensors.doubles(terms.between())[0], 1e-12);
  }

  @Test
  void aShareMakesTheWeightFit() {
    WithinClassLoss within = WithinClassLoss.paper();
    double[] values = new Random(3).doubles(24, -4, 4).toArray();
    int[] labels = {0, 1, 0, 1, 2, 2, 0, 1};
    for (double scale : new double[] {1, 50}) {
      double[] scaled = Arrays.stream(values).map(v -> scale * v).toArray();
      Tensor logits = Tensors.of(scaled, 8, 3).set_requires_grad(true);
      Targets targets = Targets.of(labels, 3, COMPUTE);
      LossTerms terms =
          new MixtureSeparabilityLoss(within, 1e6, 0, 0, 0, 0.3).of(logits, targets, 0.5);
      double between = terms.between().item_double();
      assertEquals(1.3 * between, terms.total().item_double(), 1e-9 * between);
      terms.total().backward();
      double[] gradient = Tensors.doubles(logits.grad());

      Tensor again = Tensors.of(scaled, 8, 3).set_requires_grad(true);
      double weight = 0.3 * between / terms.within().item_double();
      new MixtureSeparabilityLoss(within, weight).of(again, targets, 0.5).total().backward();
      assertArrayEquals(Tensors.doubles(again.grad()), gradient, 1e-12);
    }
  }

  @Test
  void theWeightBoundsWhatAShareAsksFor() {
    WithinClassLoss within = WithinClassLoss.paper();
    Tensor logits = Tensors.of(new double[] {9, 0, 0, 9, 9, 1, 0, 8}, 4, 2);
    Targets targets = Targets.of(new int[] {0, 1, 0, 1}, 2, COMPUTE);
    var bounded = new MixtureSeparabilityLoss(within, 1e-9, 0, 0, 0, 5);
    var plain = new MixtureSeparabilityLoss(within, 1e-9);
    assertEquals(
        plain.of(logits, targets, 0.5).total().item_double(),
        bounded.of(logits, targets, 0.5).total().item_double(),
        1e-15);
    // All distances are below the threshold: nothing to weigh, and no division by 0.
    LossTerms none = new MixtureSeparabilityLoss(within, 1, 0, 0, 0, 5).of(logits, targets, 100);
    assertEquals(none.between().item_double(), none.total().item_double());
  }

  @Test
  void aShareRisesWithTheWarmUp() {
    var loss = new MixtureSeparabilityLoss(WithinClassLoss.paper(), 0.8, 3, 0, 0, 0.4);
    assertEquals(0.1, loss.at(0).share(), 1e-12);
    assertEquals(0.4, loss.at(3).share(), 1e-12);
  }

  @Test
  void refusesWhatIsOutOfRange() {
    WithinClassLoss within = WithinClassLoss.paper();
    assertThrows(
        IllegalArgumentException.class, () -> new MixtureSeparabilityLoss(within, 1, -1, 0, 0));
    assertThrows(
        IllegalArgumentException.class, () -> new MixtureSeparabilityLoss(within, 1, 0, 1, 0));
    assertThrows(
        IllegalArgumentException.class, () -> new MixtureSeparabilityLoss(within, 1, 0, 0, -1));
    assertThrows(
        IllegalArgumentException.class,
        () -> new MixtureSeparabilityLoss(within, 1, 0, 0, 0, Double.NaN));
  }

  /** The trainer stops at a loss that is not finite; a hinge must not swallow it. */
  @Test
  void aLogitThatIsNoNumberShows() {
    Tensor logits = Tensors.of(new double[] {1, Double.NaN, 2, 0, 3, 1}, 3, 2);
    logits.set_requires_grad(true);
    var loss = new MixtureSeparabilityLoss(WithinClassLoss.paper(), 1);
    for (long few : new long[] {0, Long.MAX_VALUE}) {
      LossTerms terms = loss.of(logits, Targets.of(new int[] {0, 0, 0}, 2, COMPUTE, few), 0.5);
      assertTrue(Double.isNaN(terms.within().item_double()), "few up to " + few);
    }
  }

  @Test
  void aLossBeyondTheLargestFloatIsInfinite() {
    Tensor logits = Tensors.of(new float[] {1e30f, 0, -1e30f, 0}, 2, 2);
    logits.set_requires_grad(true);
    var loss = new MixtureSeparabilityLoss(WithinClassLoss.paper(), 1);
    for (long few : new long[] {0, Long.MAX_VALUE}) {
      LossTerms terms = loss.of(logits, Targets.of(new int[] {0, 0}, 2, COMPUTE, few), 0.5);
      assertTrue(Double.isInfinite(terms.within().item_double()), "few up to " + few);
    }
  }

  /** Sizes so far apart that the classes are laid out in groups, and one is cut into blocks. */
  @Test
  void classesOfVeryDifferentSizesGiveTheSameAsOneByOne() {
    int classes = 300;
    int[] labels = new int[2_600];
    Arrays.fill(labels, 0, 1_500, 7); // 1,500 x 1,500 pairs are more than a block
    Random random = new Random(1);
    for (int i = 1_500; i < labels.length; i++) {
      labels[i] = random.nextInt(classes);
    }
    float[] values = new float[labels.length * classes];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    for (PairDistance distance : PairDistance.values()) {
      var loss = new WithinClassLoss(distance, FeatureSpace.LOGITS, Reduction.SUM);
      Tensor all = Tensors.of(values, labels.length, classes);
      all.set_requires_grad(true);
      Targets targets = Targets.of(labels, classes, COMPUTE);
      Tensor distances = loss.classDistances(all, targets);
      loss.of(distances, 0.5).backward();
      double[] together = Tensors.doubles(distances);
      float[] gradient = Tensors.floats(all.grad());
      int place = 0;
      for (int j : targets.pairedClasses()) {
        int[] members = member(labels, j);
        Tensor one = Tensors.of(rows(values, members, classes), members.length, classes);
        one.set_requires_grad(true);
        Targets alone = Targets.of(new int[members.length], classes, COMPUTE);
        Tensor d = loss.classDistances(one, alone);
        loss.of(d, 0.5).backward();
        double expected = Tensors.doubles(d)[0];
        assertEquals(expected, together[place++], 1e-4 * expected, distance + " class " + j);
        float[] expectedGradient = Tensors.floats(one.grad());
        assertArrayEquals(
            expectedGradient,
            rows(gradient, members, classes),
            1e-3f * largest(expectedGradient),
            distance + " class " + j);
      }
    }
  }

  private static int[] member(int[] labels, int j) {
    return java.util.stream.IntStream.range(0, labels.length).filter(i -> labels[i] == j).toArray();
  }

  private static float[] rows(float[] values, int[] rows, int columns) {
    float[] picked = new float[rows.length * columns];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(values, rows[i] * columns, picked, i * columns, columns);
    }
    return picked;
  }

  private static float largest(float[] values) {
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }
}
