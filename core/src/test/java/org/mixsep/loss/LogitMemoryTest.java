package org.mixsep.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Precision;
import org.mixsep.torch.Tensors;

class LogitMemoryTest {
  private static final Compute COMPUTE = new Compute(false, Precision.FLOAT32);
  private static final int CLASSES = 5;
  private static final int KEPT = 3;
  private static final double XI = 0.4;

  static List<WithinClassLoss> losses() {
    List<WithinClassLoss> all = new ArrayList<>();
    for (PairDistance distance : PairDistance.values()) {
      for (FeatureSpace space : NaiveLoss.WITHOUT_BATCH) {
        for (Reduction reduction : Reduction.values()) {
          all.add(new WithinClassLoss(distance, space, reduction));
        }
      }
    }
    return all;
  }

  private final Random random = new Random(1);

  /** The latest logits of each class, the oldest first. */
  private final Map<Integer, Deque<double[]>> kept = new TreeMap<>();

  /** Batches of 1 to 20 images: too few for pairs, and more of a class than are kept. */
  @ParameterizedTest
  @MethodSource("losses")
  void equalsTheDefinitionStepByStep(WithinClassLoss within) {
    var loss = new MixtureSeparabilityLoss(within, 0.3, 0, 0, KEPT);
    LossState state = loss.initialState(CLASSES, COMPUTE);
    for (int n : new int[] {1, 1, 20, 2, 1, 7, 3, 20, 1, 4}) {
      int[] labels = random.ints(n, 0, CLASSES).toArray();
      double[][] q = draw(n);
      Tensor logits = tensor(q);
      Targets targets = Targets.of(labels, CLASSES, COMPUTE);
      LossTerms terms = loss.of(logits, targets, XI, state);
      Map<Integer, Double> distances = distances(q, labels, within);
      if (distances.isEmpty()) {
        assertNull(terms.classDistances());
        assertEquals(0, terms.within().item_double());
      } else {
        double[] found = Tensors.doubles(terms.classDistances());
        assertEquals(distances.size(), found.length);
        int place = 0;
        for (double expected : distances.values()) {
          assertEquals(expected, found[place++], 1e-9 * expected);
        }
        double expected = within(distances, within);
        assertEquals(expected, terms.within().item_double(), 1e-9 * Math.max(1, expected));
        double between = NaiveLoss.between(q, labels);
        double total = between + 0.3 * expected;
        assertEquals(total, terms.total().item_double(), 1e-9 * Math.max(1, total));
        terms.total().backward();
        checkGradient(q, labels, within, Tensors.doubles(logits.grad()));
      }
      loss.remember(state, logits, targets);
      keep(q, labels);
    }
  }

  /** By differences, at one logit of each image; the kept logits stay where they are. */
  private void checkGradient(
      double[][] q, int[] labels, WithinClassLoss within, double[] gradient) {
    double step = 1e-5;
    for (int i = 0; i < q.length; i++) {
      int k = random.nextInt(CLASSES);
      double value = q[i][k];
      q[i][k] = value + step;
      double up = total(q, labels, within);
      q[i][k] = value - step;
      double down = total(q, labels, within);
      q[i][k] = value;
      double slope = (up - down) / (2 * step);
      assertEquals(slope, gradient[i * CLASSES + k], 1e-4 * Math.max(1, Math.abs(slope)));
    }
  }

  private double total(double[][] q, int[] labels, WithinClassLoss within) {
    return NaiveLoss.between(q, labels) + 0.3 * within(distances(q, labels, within), within);
  }

  private static double within(Map<Integer, Double> distances, WithinClassLoss within) {
    double sum = 0;
    for (double d : distances.values()) {
      sum += Math.pow(Math.max(0, d - XI), 2);
    }
    return within.reduction() == Reduction.SUM ? sum : sum / distances.size();
  }

  /** Mean over the pairs with at least one image of the batch, of the classes that have one. */
  private Map<Integer, Double> distances(double[][] q, int[] labels, WithinClassLoss within) {
    Map<Integer, Double> means = new TreeMap<>();
    for (int j = 0; j < CLASSES; j++) {
      double sum = 0;
      int pairs = 0;
      for (int a = 0; a < q.length; a++) {
        List<double[]> others = new ArrayList<>();
        for (int b = a + 1; b < q.length; b++) {
          if (labels[b] == j) {
            others.add(q[b]);
          }
        }
        others.addAll(kept.getOrDefault(j, new ArrayDeque<>()));
        for (int o = 0; labels[a] == j && o < others.size(); o++) {
          sum += distance(q[a], others.get(o), within);
          pairs++;
        }
      }
      if (pairs > 0) {
        means.put(j, sum / pairs);
      }
    }
    return means;
  }

  /** d_j of a class of two is their distance: the square root of L_W at threshold 0. */
  private static double distance(double[] a, double[] b, WithinClassLoss within) {
    double[][] both = {a, b};
    return Math.sqrt(NaiveLoss.within(both, new int[2], 1, within, 0));
  }

  private void keep(double[][] q, int[] labels) {
    for (int i = 0; i < q.length; i++) {
      Deque<double[]> latest = kept.computeIfAbsent(labels[i], j -> new ArrayDeque<>());
      double[] rounded = Arrays.stream(q[i]).map(v -> (float) v).toArray();
      latest.addLast(rounded);
      if (latest.size() > KEPT) {
        latest.removeFirst();
      }
    }
  }

  @Test
  void anImageWhereAKeptOneLiesHasAFiniteGradient() {
    for (WithinClassLoss within : losses()) {
      var loss = new MixtureSeparabilityLoss(within, 1, 0, 0, KEPT);
      LossState state = loss.initialState(CLASSES, COMPUTE);
      double[][] q = {{0.5, -1, 2, 0, 0}};
      Targets targets = Targets.of(new int[] {2}, CLASSES, COMPUTE);
      loss.remember(state, tensor(q), targets);
      Tensor logits = tensor(q);
      LossTerms terms = loss.of(logits, targets, 0, state);
      assertEquals(0, terms.classDistances().item_double());
      terms.total().backward();
      assertTrue(Arrays.stream(Tensors.doubles(logits.grad())).allMatch(Double::isFinite));
    }
  }

  @Test
  void withWeightZeroItIsMeasuredWithoutAGradientAndOffItKeepsNothing() {
    var measured = new MixtureSeparabilityLoss(WithinClassLoss.paper(), 0, 0, 0, KEPT);
    LossState state = measured.initialState(CLASSES, COMPUTE);
    Targets targets = Targets.of(new int[] {2}, CLASSES, COMPUTE);
    measured.remember(state, tensor(draw(1)), targets);
    double[][] q = draw(1);
    LossTerms terms = measured.of(tensor(q), targets, 0, state);
    assertTrue(terms.within().item_double() > 0);
    assertEquals(NaiveLoss.between(q, new int[] {2}), terms.total().item_double(), 1e-12);

    var off = new MixtureSeparabilityLoss(WithinClassLoss.paper(), 1);
    assertTrue(off.initialState(CLASSES, COMPUTE).tensors().isEmpty());
  }

  private double[][] draw(int n) {
    double[][] q = new double[n][CLASSES];
    for (double[] row : q) {
      Arrays.setAll(row, k -> 2 * random.nextGaussian());
    }
    return q;
  }

  private static Tensor tensor(double[][] rows) {
    double[] values = Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
    return Tensors.of(values, rows.length, CLASSES).requires_grad_(true);
  }
}
