package org.mixsep.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.Function;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.loss.Batches.Batch;
import org.mixsep.loss.Batches.Result;
import org.mixsep.network.ModuleOutput;

/** The laws that the definitions of margins and of ranking imply. */
class MarginLawsTest {
  @Provide
  Arbitrary<Batch> logits() {
    return Batches.batches(true);
  }

  @Provide
  Arbitrary<Batch> points() {
    return Batches.batches(false);
  }

  @Property(tries = 60)
  void theMarginOfLSoftmaxCostsAndItsAnnealingSoftens(@ForAll("points") Batch b) {
    double previous = 0;
    for (int m = 1; m <= 4; m++) {
      double value = largeMargin(b, m, 0).value();
      assertTrue(m == 1 || value >= previous - 1e-9, "margin " + m);
      previous = value;
      double softer = value;
      for (double lambda : new double[] {0.5, 5, 1e12}) {
        double softened = largeMargin(b, m, lambda).value();
        assertTrue(softened <= softer + 1e-9);
        softer = softened;
      }
      assertEquals(largeMargin(b, 1, 0).value(), softer, 1e-6 * (1 + softer));
    }
    Result scaled = largeMargin(b.map(x -> 4 * x), 3, 1);
    Batch shrunk =
        new Batch(b.rows(), b.with(b.weight()).map(w -> 4 * w).rows(), b.labels(), b.classes());
    assertEquals(largeMargin(shrunk, 3, 1).value(), scaled.value(), 1e-9 * (1 + scaled.value()));
  }

  private static Result largeMargin(Batch b, int margin, double lambda) {
    LargeMarginSoftmaxLoss loss = new LargeMarginSoftmaxLoss(margin, Annealing.constant(lambda));
    return Batches.evaluate(
        b,
        x -> {
          Tensor w = Batches.tensor(b.weight());
          return loss.of(ModuleOutput.of(x.mm(w.t()), x, w), b.targets(), 0).total();
        });
  }

  @Property(tries = 40)
  void withoutMarginCosinesHaveTheirCrossEntropy(@ForAll("logits") Batch b) {
    for (AngularMarginLoss.Kind kind : AngularMarginLoss.Kind.values()) {
      RelativesLawsTest.same(
          RelativesLawsTest.crossEntropy(b),
          RelativesLawsTest.of(b, new AngularMarginLoss(kind, 8, 0)),
          0);
    }
  }

  @Property(tries = 60)
  void rankingIgnoresAConstantAndPullsAtTheLabel(@ForAll("logits") Batch b) {
    LambdaRank rank = new LambdaRank(1.3);
    Function<Batch, Result> of = x -> Batches.evaluate(x, q -> rank.of(q, x.targets()));
    Result found = of.apply(b);
    RelativesLawsTest.same(found, of.apply(b.map(q -> q - 2.5)), 1e-9);
    double[] sums = RelativesLawsTest.rowSums(found.gradient(), b);
    int columns = b.classes();
    for (int i = 0; i < sums.length; i++) {
      assertEquals(0, sums[i], 1e-12);
      double own = b.rows().length * found.gradient()[i * columns + b.labels()[i]];
      assertTrue(own <= 0 && own > -1.3);
    }
  }

  @Property(tries = 40)
  void ofTwoClassesLambdaRankIsAShareOfTheCrossEntropy(@ForAll long seed) {
    Batch b = Batches.draw(7, 2, 2, seed);
    Result found = Batches.evaluate(b, q -> new LambdaRank(1).of(q, b.targets()));
    Result plain = RelativesLawsTest.crossEntropy(b);
    double share = (1 - Math.log(2) / Math.log(3)) / 2;
    assertEquals(share * plain.value(), found.value(), 1e-12);
    double[] expected = Arrays.stream(plain.gradient()).map(g -> share * g).toArray();
    assertArrayEquals(expected, found.gradient(), 1e-12);
  }
}
