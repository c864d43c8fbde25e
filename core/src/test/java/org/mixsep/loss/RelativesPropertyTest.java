package org.mixsep.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.layer.CosineLinear;
import org.mixsep.loss.Batches.Batch;
import org.mixsep.loss.Batches.Result;
import org.mixsep.network.ModuleOutput;

/** What holds for the relatives of any batch. */
class RelativesPropertyTest {

  /**
   * A loss of one tensor beside its twin in plain loops.
   *
   * @param ofLogits whether rows are logits
   */
  record Pair(
      String name,
      boolean ofLogits,
      Function<Batch, Function<Tensor, Tensor>> loss,
      Function<Batch, Function<double[][], Double>> twin) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final List<Pair> PAIRS = pairs();

  private static List<Pair> pairs() {
    List<Pair> pairs = new ArrayList<>();
    for (HingeLoss.Form form : HingeLoss.Form.values()) {
      for (int power = 1; power <= 3; power++) {
        HingeLoss loss = new HingeLoss(form, power, 0.7, Reduction.values()[power % 2]);
        pairs.add(
            new Pair(
                loss.toString(),
                true,
                b -> q -> loss.of(q, b.targets()),
                b -> q -> NaiveRelatives.hinge(q, b.labels(), loss)));
      }
    }
    for (double gamma : new double[] {0.5, 2}) {
      FocalLoss loss = new FocalLoss(gamma);
      pairs.add(
          new Pair(
              loss.toString(),
              true,
              b -> q -> loss.of(q, b.targets()),
              b -> q -> NaiveRelatives.focal(q, b.labels(), gamma)));
    }
    for (ContrastiveLoss.Pairs reduction : ContrastiveLoss.Pairs.values()) {
      for (int i = 0; i < 4; i++) {
        embedding(pairs, new ContrastiveLoss(1.3, 1 + i % 2, i > 1, reduction));
      }
    }
    for (TripletLoss.Mining mining : TripletLoss.Mining.values()) {
      for (TripletLoss.Hinge hinge : TripletLoss.Hinge.values()) {
        for (int i = 0; i < 8; i++) {
          embedding(
              pairs,
              new TripletLoss(
                  mining,
                  0.4,
                  TripletLoss.Distance.values()[i % 2],
                  i / 2 % 2 == 0,
                  hinge,
                  TripletLoss.Average.values()[i / 4]));
        }
      }
    }
    embedding(pairs, new SupervisedContrastiveLoss(0.3));
    margins(pairs);
    pairs.add(
        new Pair(
            "lambdaRank",
            true,
            b -> q -> new LambdaRank(1.4).of(q, b.targets()),
            b -> q -> NaiveRelatives.lambdaRank(q, b.labels(), 1.4)));
    return List.copyOf(pairs);
  }

  private static void embedding(List<Pair> pairs, EmbeddingLoss loss) {
    pairs.add(
        new Pair(
            loss.toString(),
            false,
            b -> z -> loss.of(z, b.targets()),
            b ->
                z -> {
                  if (loss instanceof ContrastiveLoss c) {
                    return NaiveRelatives.contrastive(z, b.labels(), c);
                  }
                  return loss instanceof TripletLoss t
                      ? NaiveRelatives.triplet(z, b.labels(), t)
                      : NaiveRelatives.supervisedContrastive(
                          z, b.labels(), ((SupervisedContrastiveLoss) loss).temperature());
                }));
  }

  private static void margins(List<Pair> pairs) {
    for (int margin = 1; margin <= 4; margin++) {
      int m = margin;
      LargeMarginSoftmaxLoss loss = new LargeMarginSoftmaxLoss(m, Annealing.constant(0.5));
      pairs.add(
          new Pair(
              loss.toString(),
              false,
              b ->
                  x -> {
                    Tensor w = Batches.tensor(b.weight());
                    return loss.of(ModuleOutput.of(x.mm(w.t()), x, w), b.targets(), 0).total();
                  },
              b -> x -> NaiveRelatives.largeMargin(x, b.weight(), b.labels(), m, 0.5)));
    }
    for (AngularMarginLoss.Kind kind : AngularMarginLoss.Kind.values()) {
      AngularMarginLoss loss = new AngularMarginLoss(kind, 5, 0.4);
      pairs.add(
          new Pair(
              loss.toString(),
              false,
              b ->
                  x -> {
                    Tensor w = Batches.tensor(b.weight());
                    Tensor logits = CosineLinear.cosines(x, w, 5);
                    return loss.of(ModuleOutput.of(logits, x, w), b.targets(), 0).total();
                  },
              b -> x -> NaiveRelatives.angular(x, b.weight(), b.labels(), loss)));
    }
  }

  @Provide
  Arbitrary<Pair> losses() {
    return Arbitraries.of(PAIRS);
  }

  private static Batch batch(Pair pair, int n, int classes, int d, long seed) {
    int images = 1 + Math.floorMod(n, 24);
    int c = 2 + Math.floorMod(classes, 5);
    // In one dimension unit vectors are 1 or -1, and everything is a tie.
    return Batches.draw(images, c, pair.ofLogits ? c : 2 + Math.floorMod(d, 4), seed);
  }

  @Property(tries = 600)
  void equalsTheNaiveLoopsAndItsGradientFiniteDifferences(
      @ForAll("losses") Pair pair, @ForAll int n, @ForAll int c, @ForAll int d, @ForAll long seed) {
    Batch batch = batch(pair, n, c, d, seed);
    Result found = Batches.evaluate(batch, pair.loss.apply(batch));
    double expected = pair.twin.apply(batch).apply(batch.rows());
    assertEquals(expected, found.value(), 1e-9 * (1 + Math.abs(expected)));
    boolean fixedWeights = pair.name.equals("lambdaRank"); // of which the gradient knows nothing
    Random random = new Random(seed);
    int columns = batch.rows()[0].length;
    int i = random.nextInt(batch.rows().length);
    int k = random.nextInt(columns);
    double slope = Batches.slope(batch, i, k, pair.twin.apply(batch));
    if (!fixedWeights && !Double.isNaN(slope)) {
      assertEquals(slope, found.gradient()[i * columns + k], 1e-4 * Math.max(1, Math.abs(slope)));
    }
  }

  @Property(tries = 200)
  void theOrderOfTheBatchChangesNothingButTheGradientsOrder(
      @ForAll("losses") Pair pair, @ForAll int n, @ForAll int c, @ForAll int d, @ForAll long seed) {
    Batch batch = batch(pair, n, c, d, seed);
    int[] order = Batches.order(batch.rows().length, seed);
    Batch moved = batch.inOrder(order);
    Result before = Batches.evaluate(batch, pair.loss.apply(batch));
    Result after = Batches.evaluate(moved, pair.loss.apply(moved));
    assertEquals(before.value(), after.value(), 1e-9 * (1 + Math.abs(before.value())));
    int columns = batch.rows()[0].length;
    for (int i = 0; i < order.length; i++) {
      for (int k = 0; k < columns; k++) {
        assertEquals(
            before.gradient()[order[i] * columns + k], after.gradient()[i * columns + k], 1e-7);
      }
    }
  }

  @Property(tries = 150)
  void aValueThatIsNotANumberShows(@ForAll("losses") Pair pair, @ForAll long seed) {
    Batch batch = batch(pair, 11, 3, 2, seed);
    batch.rows()[Math.floorMod((int) seed, batch.rows().length)][0] = Double.NaN;
    assertTrue(Double.isNaN(Batches.evaluate(batch, pair.loss.apply(batch)).value()));
  }

  @Property(tries = 150)
  void oneImageOfEveryClassAndOneImageAloneAreFinite(
      @ForAll("losses") Pair pair, @ForAll long seed, @ForAll boolean one) {
    int images = one ? 1 : 5;
    Batch drawn = Batches.draw(images, 5, pair.ofLogits ? 5 : 3, seed);
    Batch batch =
        new Batch(
            drawn.rows(), drawn.weight(), IntStream.range(0, images).map(i -> 4 - i).toArray(), 5);
    Result found = Batches.evaluate(batch, pair.loss.apply(batch));
    assertTrue(Double.isFinite(found.value()));
    for (double gradient : found.gradient()) {
      assertTrue(Double.isFinite(gradient));
    }
  }

  @Property(tries = 100)
  void pointsCollapsedToOneAreFiniteAndWithoutAPushApart(
      @ForAll("losses") Pair pair, @ForAll long seed) {
    Batch batch = batch(pair, 9, 3, 2, seed);
    double[][] equal = batch.rows().clone();
    java.util.Arrays.fill(equal, equal[0]);
    Batch collapsed = batch.with(equal);
    Result found = Batches.evaluate(collapsed, pair.loss.apply(collapsed));
    assertTrue(Double.isFinite(found.value()));
    boolean distances = pair.name.startsWith("Contrastive") || pair.name.startsWith("Triplet");
    if (distances) {
      assertArrayEquals(new double[found.gradient().length], found.gradient(), 1e-12);
    }
  }
}
