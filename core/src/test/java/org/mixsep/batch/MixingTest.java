package org.mixsep.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.LongStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.mixsep.InvalidInputException;
import org.mixsep.data.ImageShape;
import org.mixsep.preprocess.PreparedImages;
import org.mixsep.preprocess.TestImages;
import org.mixsep.torch.Tensors;

class MixingTest {
  private static final ImageShape SHAPE = new ImageShape(3, 6, 5);
  private static final long SEED = 11;

  @Property(tries = 200)
  void mixupIsTheWeightedMean(
      @ForAll @DoubleRange(min = 0.05, max = 20) double alpha, @ForAll long bits) {
    float[] image = image(1);
    float[] other = image(2);
    float[] mixed = image.clone();
    float share = new Mixup(alpha, 1).mix(mixed, other, SHAPE, bits);
    assertTrue(share >= 0 && share <= 1, "share " + share);
    for (int i = 0; i < mixed.length; i++) {
      assertEquals(share * image[i] + (1 - share) * other[i], mixed[i], 1e-4);
    }
    assertArrayEquals(image(2), other);
    float[] again = image.clone();
    assertEquals(share, new Mixup(alpha, 1).mix(again, other, SHAPE, bits));
    assertArrayEquals(mixed, again);
  }

  @Property(tries = 300)
  void cutMixTakesARectangleWhoseAreaIsTheOthersShare(
      @ForAll @DoubleRange(min = 0.05, max = 20) double alpha,
      @ForAll @IntRange(min = 1, max = 9) int height,
      @ForAll @IntRange(min = 1, max = 9) int width,
      @ForAll long bits) {
    ImageShape shape = new ImageShape(2, height, width);
    float[] mixed = new float[shape.values()];
    float[] ones = new float[shape.values()];
    Arrays.fill(ones, 1);
    float share = new CutMix(alpha, 1).mix(mixed, ones, shape, bits);
    int plane = height * width;
    int replaced = 0;
    int top = height;
    int bottom = -1;
    int left = width;
    int right = -1;
    for (int i = 0; i < plane; i++) {
      assertEquals(mixed[i], mixed[plane + i], "the same place in all channels");
      if (mixed[i] == 1) {
        replaced++;
        top = Math.min(top, i / width);
        bottom = Math.max(bottom, i / width);
        left = Math.min(left, i % width);
        right = Math.max(right, i % width);
      }
    }
    assertEquals(1 - (double) replaced / plane, share, 1e-6);
    assertEquals(replaced == 0 ? 0 : (bottom - top + 1) * (right - left + 1), replaced);
    double side = Math.sqrt(1 - new Shares(alpha, 1).draw(bits));
    assertTrue(bottom - top < side * height && right - left < side * width, "not larger");
  }

  private static float[] image(long seed) {
    return TestImages.values(TestImages.prepared(seed, 1, SHAPE));
  }

  /** Against the distribution function, at five places; 5 sigma of 20,000 draws. */
  @Example
  void sharesAreSpreadByBeta() {
    spreadAs(0.5, x -> 2 / Math.PI * Math.asin(Math.sqrt(x)));
    spreadAs(1, x -> x);
    spreadAs(2, x -> x * x * (3 - 2 * x));
    spreadAs(4, x -> x * x * x * x * (35 - 84 * x + 70 * x * x - 20 * x * x * x));
  }

  private static void spreadAs(double alpha, DoubleUnaryOperator distribution) {
    int draws = 20_000;
    double[] shares = new double[draws];
    Arrays.setAll(shares, i -> new Shares(alpha, 1).draw(RandomBits.of(7, i)));
    for (double x : new double[] {0.05, 0.2, 0.5, 0.7, 0.9}) {
      double expected = distribution.applyAsDouble(x);
      double below = Arrays.stream(shares).filter(s -> s < x).count();
      double sigma = Math.sqrt(draws * expected * (1 - expected));
      assertEquals(draws * expected, below, 5 * sigma, "alpha " + alpha + ", x " + x);
    }
  }

  /** Where alpha is next to nothing, powers overflow: a share is 0 or 1 then. */
  @Property(tries = 100)
  void sharesOfATinyAlphaAreZeroOrOne(@ForAll long bits) {
    double share = new Shares(1e-9, 1).draw(bits);
    assertTrue(share == 0 || share == 1, "share " + share);
  }

  @Example
  void asManyAreMixedAsAsked() {
    long mixed =
        LongStream.range(0, 20_000)
            .filter(i -> new Shares(1, 0.3).draw(RandomBits.of(3, i)) < 1)
            .count();
    assertEquals(6000, mixed, 5 * Math.sqrt(20_000 * 0.3 * 0.7));
  }

  @Example
  void settingsOutOfRangeAreNamed() {
    for (Runnable act :
        List.<Runnable>of(
            () -> new Mixup(0, 1),
            () -> new CutMix(Double.NaN, 1),
            () -> new Mixup(Double.POSITIVE_INFINITY, 1))) {
      String message = assertThrows(InvalidInputException.class, act::run).getMessage();
      assertTrue(message.contains("alpha is"), message);
    }
    String message =
        assertThrows(InvalidInputException.class, () -> new CutMix(1, 1.5)).getMessage();
    assertTrue(message.contains("probability is 1.5"), message);
  }

  /** A naive twin of the whole batch: single images first, then partners as they were. */
  @Example
  void aBatchIsMixedWithItsImagesAsTheyWere() {
    PreparedImages images = TestImages.prepared(1, 50, SHAPE);
    ShuffledOrder order = new ShuffledOrder(SEED, 50, 8);
    List<Augmentation> list =
        List.of(new CutMix(1, 0.8), new HorizontalFlip(), new Mixup(0.4, 0.8));
    Augmentations draws = new Augmentations(list, SEED, 6);
    int[] ways = new int[3];
    try (BatchStream stream = new BatchStream(images, order, list, SEED, 3)) {
      for (long iteration = 3; iteration < 20; iteration++) {
        int[] indices = order.indices(iteration);
        float[][] before = new float[8][SHAPE.values()];
        for (int i = 0; i < 8; i++) {
          images.read(indices[i], before[i]);
          new HorizontalFlip().apply(before[i], SHAPE, draws.draw(indices[i], iteration, i, 1));
        }
        Batch batch = stream.next();
        float[] got = Tensors.floats(batch.images());
        int[] circle = draws.partners(8, iteration);
        for (int i = 0; i < 8; i++) {
          int place = circle[i];
          int partner = circle[(i + 1) % 8];
          int way = RandomBits.below(2, RandomBits.of(SEED, 7, iteration, place)) * 2;
          long bits = draws.draw(indices[place], iteration, place, way).bits();
          float[] image = before[place].clone();
          float share = ((Mixing) list.get(way)).mix(image, before[partner], SHAPE, bits);
          ways[way]++;
          assertArrayEquals(
              image, Arrays.copyOfRange(got, place * image.length, (place + 1) * image.length));
          int own = images.label(indices[place]);
          int other = images.label(indices[partner]);
          Labels labels = batch.mixedLabels();
          assertEquals(share < 0.5f ? other : own, labels.main()[place]);
          assertEquals(share < 0.5f ? own : other, labels.other()[place]);
          assertEquals(Math.max(share, 1 - share), labels.shares()[place]);
          assertEquals(labels.main()[place], batch.labels()[place]);
        }
      }
    }
    assertTrue(ways[0] > 40 && ways[2] > 40 && ways[1] == 0, Arrays.toString(ways));
  }

  /** A run must be repeatable on every machine and version: worked out by a second program. */
  @Example
  void sharesAreTheSameForEver() {
    assertEquals(0.9497944628916912, new Shares(0.4, 1).draw(42), 1e-15);
  }
}
