package org.mixsep.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.loss.Batches.Batch;
import org.mixsep.loss.Batches.Result;
import org.mixsep.loss.ContrastiveLoss.Pairs;
import org.mixsep.loss.HingeLoss.Form;
import org.mixsep.loss.TripletLoss.Average;
import org.mixsep.loss.TripletLoss.Distance;
import org.mixsep.loss.TripletLoss.Hinge;
import org.mixsep.loss.TripletLoss.Mining;
import org.mixsep.network.ModuleOutput;

/** The laws that the definitions of the relatives imply. */
class RelativesLawsTest {
  @Provide
  Arbitrary<Batch> logits() {
    return Batches.batches(true);
  }

  @Provide
  Arbitrary<Batch> points() {
    return Batches.batches(false);
  }

  static Result of(Batch batch, ModuleLoss loss) {
    return Batches.evaluate(batch, x -> loss.of(ModuleOutput.of(x, x), batch.targets(), 0).total());
  }

  private static Result of(Batch batch, EmbeddingLoss loss) {
    return Batches.evaluate(batch, z -> loss.of(z, batch.targets()));
  }

  static Result crossEntropy(Batch batch) {
    return of(batch, MixtureSeparabilityLoss.crossEntropy());
  }

  static void same(Result expected, Result found, double tolerance) {
    double allowed = tolerance * (1 + Math.abs(expected.value()));
    assertEquals(expected.value(), found.value(), allowed);
    assertArrayEquals(expected.gradient(), found.gradient(), tolerance);
  }

  @Property(tries = 60)
  void hingesGrowWithMarginAndLogits(
      @ForAll("logits") Batch b, @ForAll @DoubleRange(min = 0.2, max = 4) double a) {
    for (Form form : Form.values()) {
      for (int p = 1; p <= 3; p++) {
        double plain = of(b, new HingeLoss(form, p, 0.8, Reduction.SUM)).value();
        double grown =
            of(b.map(q -> a * q), new HingeLoss(form, p, 0.8 * a, Reduction.SUM)).value();
        double expected = Math.pow(a, p) * plain;
        assertEquals(expected, grown, 1e-9 * (1 + expected));
      }
    }
  }

  @Property(tries = 60)
  void hingesBoundTheErrorsAndPairwiseOnesIgnoreAConstant(@ForAll("logits") Batch b) {
    double wrong = errors(b);
    HingeLoss pairwise = new HingeLoss(Form.PAIRWISE, 2, 1, Reduction.SUM);
    Result found = of(b, pairwise);
    assertTrue(found.value() >= wrong);
    assertTrue(of(b, HingeLoss.squared()).value() >= 2 * wrong);
    same(found, of(b.map(q -> q + 3.5), pairwise), 1e-9);
    for (double sum : rowSums(found.gradient(), b)) {
      assertEquals(0, sum, 1e-9);
    }
  }

  /** Share of images of which another class has a larger logit. */
  private static double errors(Batch b) {
    int wrong = 0;
    for (int i = 0; i < b.rows().length; i++) {
      double own = b.rows()[i][b.labels()[i]];
      wrong += Arrays.stream(b.rows()[i]).anyMatch(q -> q > own) ? 1 : 0;
    }
    return (double) wrong / b.rows().length;
  }

  static double[] rowSums(double[] gradient, Batch b) {
    int columns = b.rows()[0].length;
    double[] sums = new double[b.rows().length];
    for (int i = 0; i < gradient.length; i++) {
      sums[i / columns] += gradient[i];
    }
    return sums;
  }

  @Property(tries = 40)
  void atEqualLogitsThePairwiseHingeHasTheGradientOfTheCrossEntropy(@ForAll("logits") Batch b) {
    Batch equal = b.map(q -> 0.25);
    Result found = of(equal, new HingeLoss(Form.PAIRWISE, 1, 1, Reduction.MEAN));
    assertArrayEquals(crossEntropy(equal).gradient(), found.gradient(), 1e-12);
  }

  @Property(tries = 60)
  void focalLossIsAtMostTheCrossEntropyAndEqualToItAtGamma0(@ForAll("logits") Batch b) {
    Result plain = crossEntropy(b);
    same(plain, of(b, new FocalLoss(0)), 1e-12);
    double previous = plain.value();
    for (double gamma : new double[] {0.5, 1, 2, 5}) {
      double value = of(b, new FocalLoss(gamma)).value();
      assertTrue(value <= previous + 1e-12);
      previous = value;
    }
  }

  private static final List<EmbeddingLoss> FREE =
      List.of(
          new ContrastiveLoss(1.5, 2, false, Pairs.BALANCED),
          new ContrastiveLoss(1.5, 1, false, Pairs.NONZERO),
          new TripletLoss(Mining.ALL, 0.5, Distance.EUCLIDEAN, false, Hinge.RELU, Average.MEAN),
          new TripletLoss(
              Mining.SEMI_HARD, 0.5, Distance.SQUARED_EUCLIDEAN, false, Hinge.RELU, Average.MEAN),
          new TripletLoss(
              Mining.BATCH_HARD, 0.5, Distance.EUCLIDEAN, false, Hinge.SOFTPLUS, Average.MEAN));

  @Property(tries = 40)
  void distancesKnowNoOriginAndTheirGradientsCancel(@ForAll("points") Batch b) {
    for (EmbeddingLoss loss : FREE) {
      Result found = of(b, loss);
      same(found, of(b.map(z -> z + 7.25), loss), 1e-8);
      int columns = b.rows()[0].length;
      double[] sums = new double[columns];
      for (int i = 0; i < found.gradient().length; i++) {
        sums[i % columns] += found.gradient()[i];
      }
      assertArrayEquals(new double[columns], sums, 1e-9);
    }
  }

  @Property(tries = 40)
  void distancesGrowWithTheirMargin(
      @ForAll("points") Batch b, @ForAll @DoubleRange(min = 0.3, max = 3) double a) {
    for (int p = 1; p <= 2; p++) {
      double plain = of(b, new ContrastiveLoss(1.5, p, false, Pairs.BALANCED)).value();
      double grown =
          of(b.map(z -> a * z), new ContrastiveLoss(1.5 * a, p, false, Pairs.BALANCED)).value();
      assertEquals(Math.pow(a, p) * plain, grown, 1e-9 * (1 + grown));
      Distance distance = p == 1 ? Distance.EUCLIDEAN : Distance.SQUARED_EUCLIDEAN;
      for (Mining mining : Mining.values()) {
        Function<Double, EmbeddingLoss> loss =
            m -> new TripletLoss(mining, m, distance, false, Hinge.RELU, Average.MEAN);
        double power = Math.pow(a, p);
        double before = of(b, loss.apply(0.5)).value();
        double after = of(b.map(z -> a * z), loss.apply(0.5 * power)).value();
        assertEquals(power * before, after, 1e-9 * (1 + after));
      }
    }
  }

  /** Of many classes most pairs are passed over by products of matrices. */
  @Property(tries = 20)
  void pairsPassedOverCostNothing(@ForAll long seed) {
    Batch b = Batches.draw(90, 60, 8, seed);
    for (Pairs reduction : Pairs.values()) {
      for (int i = 0; i < 4; i++) {
        ContrastiveLoss loss = new ContrastiveLoss(i > 1 ? 0.6 : 1.2, 1 + i % 2, i > 1, reduction);
        Result found = of(b, loss);
        double expected = NaiveRelatives.contrastive(b.rows(), b.labels(), loss);
        assertEquals(expected, found.value(), 1e-9 * (1 + expected));
        double slope =
            Batches.slope(b, i, 3, rows -> NaiveRelatives.contrastive(rows, b.labels(), loss));
        if (!Double.isNaN(slope)) {
          assertEquals(slope, found.gradient()[i * 8 + 3], 1e-4 * (1 + Math.abs(slope)));
        }
        try (PointerScope scope = new PointerScope()) {
          Tensor points = Batches.tensor(b.rows());
          NearPairs near = NearPairs.of(points, b.targets(), loss.margin());
          assertTrue(near == null || near.first().size(0) >= b.targets().pairs());
          assertTrue(loss.normalize() || near != null, "the margin is short beside the points");
        }
      }
    }
  }

  @Property(tries = 40)
  void unitVectorsHaveGradientsAtRightAngles(@ForAll("points") Batch b) {
    List<EmbeddingLoss> losses =
        List.of(
            new ContrastiveLoss(1, 2, true, Pairs.PAIRS),
            TripletLoss.faceNet(),
            new SupervisedContrastiveLoss(0.2));
    for (EmbeddingLoss loss : losses) {
      Result found = of(b, loss);
      assertEquals(found.value(), of(b.map(z -> 2.5 * z), loss).value(), 1e-9);
      int columns = b.rows()[0].length;
      for (int i = 0; i < b.rows().length; i++) {
        double product = 0;
        for (int k = 0; k < columns; k++) {
          product += b.rows()[i][k] * found.gradient()[i * columns + k];
        }
        assertEquals(0, product, 1e-8);
      }
    }
  }

  @Property(tries = 40)
  void theHardestTripletsCostAtLeastTheMeanOfEachAnchors(@ForAll("points") Batch b) {
    // Every anchor has as many triplets where classes are equally large.
    int n = Math.max(2, b.rows().length / 4 * 2);
    Batch equal =
        new Batch(
            Batches.draw(n, 2, 3, n).rows(),
            b.weight(),
            java.util.stream.IntStream.range(0, n).map(i -> i % 2).toArray(),
            2);
    double all =
        of(
                equal,
                new TripletLoss(
                    Mining.ALL, 0.3, Distance.EUCLIDEAN, false, Hinge.RELU, Average.MEAN))
            .value();
    double hard =
        of(
                equal,
                new TripletLoss(
                    Mining.BATCH_HARD, 0.3, Distance.EUCLIDEAN, false, Hinge.RELU, Average.MEAN))
            .value();
    assertTrue(hard >= all - 1e-12);
  }

  @Property(tries = 40)
  void weight0IsTheCrossEntropyBitForBit(@ForAll("points") Batch b, @ForAll long seed) {
    Random random = new Random(seed);
    double[][] q = new double[b.rows().length][b.classes()];
    for (double[] row : q) {
      Arrays.setAll(row, k -> random.nextGaussian());
    }
    Result plain = crossEntropy(b.with(q));
    for (EmbeddingLoss term : FREE) {
      WithEmbeddings loss = new WithEmbeddings(term, 0, WithEmbeddings.Space.LOGITS, 0);
      same(plain, of(b.with(q), loss), 0);
    }
    Result multi =
        Batches.evaluate(
            b.with(q),
            x ->
                new MultiLoss(1, 0, 0, 1, 0, 0)
                    .of(ModuleOutput.of(x, x, List.of(x, x, x)), b.targets(), 0)
                    .total());
    same(plain, multi, 0);
  }

  @Property(tries = 40)
  void theWithinClassLossAddedToALossIsItsOwn(@ForAll("logits") Batch b) {
    MixtureSeparabilityLoss separability =
        new MixtureSeparabilityLoss(WithinClassLoss.paper(), 0.3);
    try (PointerScope scope = new PointerScope()) {
      Tensor q = Batches.tensor(b.rows());
      LossTerms own = separability.of(q, b.targets(), 0.2);
      LossTerms alone = HingeLoss.squared().of(q, b.targets(), 0.2);
      LossTerms both =
          new WithinClassAdded(HingeLoss.squared(), separability).of(q, b.targets(), 0.2);
      double within = own.within().item_double();
      assertEquals(within, both.within().item_double(), 0);
      assertEquals(
          alone.total().item_double() + 0.3 * within,
          both.total().item_double(),
          1e-12 * (1 + within));
    }
  }
}
