package org.mixsep.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Random;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Precision;
import org.mixsep.torch.Tensors;

class CenterLossTest {
  private static final Compute COMPUTE = new Compute(false, Precision.FLOAT32);
  private static final int CLASSES = 4;
  private static final double WEIGHT = 0.3;
  private static final double RATE = 0.4;

  private final CenterLoss loss = new CenterLoss(WEIGHT, RATE, 0);
  private final LossState state = loss.initialState(CLASSES, COMPUTE);
  private final Random random = new Random(1);

  /** What the source says, by loops. */
  private final double[][] centers = new double[CLASSES][CLASSES];

  @Test
  void equalsTheSourceStepByStep() {
    for (int step = 0; step < 5; step++) {
      int[] labels = random.ints(9, 0, CLASSES - 1).toArray(); // the last class never comes
      double[][] q = new double[labels.length][CLASSES];
      double sum = 0;
      for (int i = 0; i < q.length; i++) {
        for (int k = 0; k < CLASSES; k++) {
          q[i][k] = 3 * random.nextGaussian();
          sum += Math.pow(q[i][k] - centers[labels[i]][k], 2);
        }
      }
      double expected = sum / 2 / labels.length;
      Tensor logits = tensor(q);
      Targets targets = Targets.of(labels, CLASSES, COMPUTE);
      LossTerms terms = loss.of(logits, targets, 0.5, state);
      double between = NaiveLoss.between(q, labels);
      assertEquals(between, terms.between().item_double(), 1e-9);
      assertEquals(expected, terms.within().item_double(), 1e-5 * expected);
      assertEquals(between + WEIGHT * expected, terms.total().item_double(), 1e-5 * expected);

      terms.total().backward();
      double[] gradient = Tensors.doubles(logits.grad());
      assertArrayEquals(gradient(q, labels), gradient, 1e-6);

      loss.remember(state, logits, targets);
      move(q, labels);
      assertArrayEquals(flat(centers), Tensors.doubles(state.get("centers")), 1e-5);
    }
    assertArrayEquals(new double[CLASSES], centers[CLASSES - 1]);
  }

  /** Of softmax and of w (x - c) / N. */
  private double[] gradient(double[][] q, int[] labels) {
    double[] gradient = new double[q.length * CLASSES];
    for (int i = 0; i < q.length; i++) {
      double all = Arrays.stream(q[i]).map(Math::exp).sum();
      for (int k = 0; k < CLASSES; k++) {
        double softmax = Math.exp(q[i][k]) / all - (k == labels[i] ? 1 : 0);
        double pull = WEIGHT * (q[i][k] - centers[labels[i]][k]);
        gradient[i * CLASSES + k] = (softmax + pull) / q.length;
      }
    }
    return gradient;
  }

  private void move(double[][] q, int[] labels) {
    for (int j = 0; j < CLASSES; j++) {
      double[] sum = new double[CLASSES];
      int count = 0;
      for (int i = 0; i < q.length; i++) {
        for (int k = 0; labels[i] == j && k < CLASSES; k++) {
          sum[k] += centers[j][k] - q[i][k];
        }
        count += labels[i] == j ? 1 : 0;
      }
      for (int k = 0; k < CLASSES; k++) {
        centers[j][k] -= RATE * sum[k] / (1 + count);
      }
    }
  }

  @Test
  void withWeightZeroItIsTheCrossEntropyAndMeasured() {
    double[][] q = {{1, 2, 3, 4}, {2, 2, 2, -1}};
    Targets targets = Targets.of(new int[] {1, 3}, CLASSES, COMPUTE);
    LossTerms terms = new CenterLoss(0, RATE, 0.1).of(tensor(q), targets, 0.5, state);
    assertEquals((30 + 13) / 4.0, terms.within().item_double(), 1e-6);
    var smoothed = new MixtureSeparabilityLoss(WithinClassLoss.paper(), 0, 0, 0.1, 0);
    double expected = smoothed.of(tensor(q), targets, 0.5).total().item_double();
    assertEquals(expected, terms.total().item_double());
    assertNull(terms.classDistances());
  }

  @Test
  void classDistancesAreThoseOfTheOtherLosses() {
    double[][] q = {{0, 0, 0, 0}, {3, 4, 0, 0}, {1, 0, 0, 0}};
    Targets targets = Targets.of(new int[] {2, 2, 1}, CLASSES, COMPUTE);
    Tensor distances = loss.of(tensor(q), targets, 0.5, state).classDistances();
    assertArrayEquals(new double[] {5}, Tensors.doubles(distances), 1e-9);
  }

  @Test
  void refusesWhatIsOutOfRangeAndToWorkWithoutState() {
    assertThrows(IllegalArgumentException.class, () -> new CenterLoss(-1, 0.5, 0));
    assertThrows(IllegalArgumentException.class, () -> new CenterLoss(1, 1.5, 0));
    assertThrows(IllegalArgumentException.class, () -> new CenterLoss(1, 0.5, 1));
    Targets targets = Targets.of(new int[] {1}, CLASSES, COMPUTE);
    Tensor logits = tensor(new double[1][CLASSES]);
    assertThrows(IllegalArgumentException.class, () -> loss.of(logits, targets, 0.5));
  }

  private static double[] flat(double[][] rows) {
    return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
  }

  private static Tensor tensor(double[][] rows) {
    return Tensors.of(flat(rows), rows.length, CLASSES).requires_grad_(true);
  }
}
