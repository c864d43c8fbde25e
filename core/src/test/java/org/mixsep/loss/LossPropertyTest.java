package org.mixsep.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Precision;
import org.mixsep.torch.Tensors;

/** What holds for the loss of any batch. */
class LossPropertyTest {
  private static final Compute CPU = new Compute(false, Precision.FLOAT32);

  /**
   * A batch of up to 40 images of up to 8 classes, drawn from a seed.
   *
   * @param few which of the two ways through the pairs is taken
   */
  record Example(
      double[][] logits, int[] labels, int classes, WithinClassLoss loss, double xi, long few) {
    Example with(double[][] logits, int[] labels, WithinClassLoss loss) {
      return new Example(logits, labels, classes, loss, xi, few);
    }

    Targets targets(int[] labels) {
      return Targets.of(labels, classes, CPU, few);
    }
  }

  record Values(double between, double within, double[] gradient) {}

  @Provide
  Arbitrary<Example> examples() {
    Arbitrary<WithinClassLoss> losses =
        Combinators.combine(
                Arbitraries.of(PairDistance.class),
                Arbitraries.of(FeatureSpace.class),
                Arbitraries.of(Reduction.class))
            .as(WithinClassLoss::new);
    return Combinators.combine(
            Arbitraries.integers().between(1, 40),
            Arbitraries.integers().between(2, 8),
            Arbitraries.longs(),
            Arbitraries.doubles().between(0, 2),
            losses,
            Arbitraries.of(0L, Long.MAX_VALUE))
        .as(LossPropertyTest::draw);
  }

  private static Example draw(
      int n, int classes, long seed, double xi, WithinClassLoss loss, long few) {
    Random random = new Random(seed);
    double[][] logits = new double[n][classes];
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      labels[i] = random.nextInt(classes);
      for (int k = 0; k < classes; k++) {
        logits[i][k] = 2 * random.nextGaussian();
      }
    }
    return new Example(logits, labels, classes, loss, xi, few);
  }

  @Property(tries = 300)
  void equalsTheNaiveLoops(@ForAll("examples") Example e) {
    Values found = evaluate(e);
    assertEquals(NaiveLoss.between(e.logits, e.labels), found.between, 1e-9);
    double within = NaiveLoss.within(e.logits, e.labels, e.classes, e.loss, e.xi);
    assertEquals(within, found.within, 1e-9 * Math.max(1, within));
  }

  @Property(tries = 100)
  void gradientEqualsFiniteDifferences(@ForAll("examples") Example e) {
    Random random = new Random(e.labels.length);
    Values found = evaluate(e);
    int i = random.nextInt(e.logits.length);
    int k = random.nextInt(e.classes);
    double step = 1e-6;
    double up = shifted(e, i, k, step);
    double down = shifted(e, i, k, -step);
    double slope = (up - down) / (2 * step);
    double scale = Math.max(1, Math.abs(slope));
    // A kink of hinge, square root or absolute value within the step shows as unequal half slopes.
    double here = shifted(e, i, k, 0);
    boolean smooth = Math.abs((up - here) - (here - down)) / step < 1e-3 * scale;
    boolean whole =
        e.loss.space() != FeatureSpace.SPREAD_DETACHED
            && e.loss.space() != FeatureSpace.BETWEEN_DETACHED;
    if (smooth && whole) {
      assertEquals(slope, found.gradient[i * e.classes + k], 1e-4 * scale);
    }
  }

  @Property(tries = 100)
  void permutingTheBatchChangesNothing(@ForAll("examples") Example e, @ForAll long seed) {
    double[][] logits = e.logits.clone();
    int[] labels = e.labels.clone();
    Random random = new Random(seed);
    for (int i = labels.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      double[] row = logits[i];
      logits[i] = logits[other];
      logits[other] = row;
      int label = labels[i];
      labels[i] = labels[other];
      labels[other] = label;
    }
    Values before = evaluate(e);
    Values after = evaluate(e.with(logits, labels, e.loss));
    assertEquals(before.between, after.between, 1e-10);
    // Products of matrices lose digits of close pairs, others where another image is the origin.
    assertEquals(before.within, after.within, 1e-9 * Math.max(1, before.within));
  }

  @Property(tries = 100)
  void aConstantVectorOnAllLogitsLeavesTheWithinLossAlone(
      @ForAll("examples") Example e, @ForAll long seed) {
    WithinClassLoss loss =
        new WithinClassLoss(e.loss.distance(), FeatureSpace.LOGITS, e.loss.reduction());
    Random random = new Random(seed);
    double[][] moved = new double[e.logits.length][e.classes];
    for (int k = 0; k < e.classes; k++) {
      double by = 10 * random.nextGaussian();
      for (int i = 0; i < moved.length; i++) {
        moved[i][k] = e.logits[i][k] + by;
      }
    }
    double before = evaluate(e.with(e.logits, e.labels, loss)).within;
    double after = evaluate(e.with(moved, e.labels, loss)).within;
    assertEquals(before, after, 1e-9 * Math.max(1, before));
  }

  @Property(tries = 100)
  void withOneImageAClassItIsTheCrossEntropyExactly(@ForAll("examples") Example e) {
    int n = Math.min(e.labels.length, e.classes);
    int[] labels = new int[n];
    double[][] logits = new double[n][];
    for (int i = 0; i < n; i++) {
      labels[i] = i;
      logits[i] = e.logits[i];
    }
    try (PointerScope scope = new PointerScope()) {
      Tensor q = tensor(logits, e.classes);
      Targets targets = e.targets(labels);
      double msl = value(new MixtureSeparabilityLoss(e.loss, 1).of(q, targets, e.xi).total());
      double plain = value(MixtureSeparabilityLoss.crossEntropy().of(q, targets, e.xi).total());
      assertEquals(plain, msl, 0.0);
    }
  }

  @Property(tries = 100)
  void theWithinLossIsNeverNegativeAndZeroOnceEveryDistanceIsWithinTheThreshold(
      @ForAll("examples") Example e) {
    assertTrue(evaluate(e).within >= 0);
    try (PointerScope scope = new PointerScope()) {
      Targets targets = e.targets(e.labels);
      if (targets.pairs() > 0) {
        Tensor distances = e.loss.classDistances(tensor(e.logits, e.classes), targets);
        double largest = value(distances.max());
        assertEquals(0, value(e.loss.of(distances, largest)), 0.0);
        assertTrue(largest == 0 || value(e.loss.of(distances, 0.9 * largest)) > 0);
      }
    }
  }

  private static double shifted(Example e, int image, int logit, double by) {
    double[][] logits = e.logits.clone();
    logits[image] = logits[image].clone();
    logits[image][logit] += by;
    return NaiveLoss.between(logits, e.labels)
        + NaiveLoss.within(logits, e.labels, e.classes, e.loss, e.xi);
  }

  private static Values evaluate(Example e) {
    try (PointerScope scope = new PointerScope()) {
      Tensor logits = tensor(e.logits, e.classes).requires_grad_(true);
      Targets targets = e.targets(e.labels);
      LossTerms terms = new MixtureSeparabilityLoss(e.loss, 1).of(logits, targets, e.xi);
      terms.total().backward();
      return new Values(
          value(terms.between()), value(terms.within()), Tensors.doubles(logits.grad()));
    }
  }

  private static Tensor tensor(double[][] rows, int columns) {
    double[] values = new double[rows.length * columns];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, values, i * columns, columns);
    }
    return Tensors.of(values, rows.length, columns);
  }

  private static double value(Tensor scalar) {
    return scalar.item_double();
  }
}
