package org.mixsep.preprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mixsep.InvalidInputException;
import org.mixsep.data.ImageSet;
import org.mixsep.data.ImageShape;

class LowRankZcaTest {
  private static final ImageShape SHAPE = new ImageShape(3, 5, 4);
  private static final double BIAS = 0.1;

  /** Fewer images than values, as many, and more; a rank far above both is cut. */
  @ParameterizedTest
  @CsvSource({"30, 29", "30, 60", "61, 60", "200, 60", "200, 999"})
  void atFullRankItIsTheFullForm(int count, int rank) {
    ImageSet training = SmoothImages.of(3, count, SHAPE);
    ImageSet test = SmoothImages.of(4, 10, SHAPE);
    float[] full = values(new ZcaWhitening(BIAS).fit(rows(training)), test);
    for (boolean byCovariance : new boolean[] {true, false}) {
      FittedStep fitted = new ZcaWhitening(BIAS, rank).fitLowRank(rows(training), byCovariance);
      float[] low = values(fitted, test);
      for (int i = 0; i < full.length; i++) {
        assertEquals(full[i], low[i], 1e-6 * Math.max(1, Math.abs(full[i])), "value " + i);
      }
    }
  }

  /** At a rank well below the full one the search gives what the decomposition gives. */
  @Test
  void searchFindsTheLeadingComponents() {
    ImageShape shape = new ImageShape(3, 20, 20);
    ImageSet training = SmoothImages.of(5, 400, shape);
    ZcaWhitening zca = new ZcaWhitening(BIAS, 40);
    FittedLowRankZca exact = (FittedLowRankZca) zca.fitLowRank(rows(training), true);
    FittedLowRankZca found = (FittedLowRankZca) zca.fitLowRank(rows(training), false);
    assertEquals(40, found.variances().length);
    for (int i = 0; i < 40; i++) {
      assertEquals(1, found.variances()[i] / exact.variances()[i], 0.01, "variance " + i);
    }
    ImageSet test = SmoothImages.of(6, 50, shape);
    assertTrue(difference(values(exact, test), values(found, test)) < 0.01);
    // And the rank matters: this is not the full form.
    assertTrue(
        difference(values(new ZcaWhitening(BIAS).fit(rows(training)), test), values(exact, test))
            > 0.1);
  }

  /** Variance 1 along kept components (bias apart), the bias's scale along all others. */
  @Test
  void keptComponentsHaveVarianceOne() {
    ImageSet training = SmoothImages.of(7, 300, SHAPE);
    FittedLowRankZca fitted =
        (FittedLowRankZca) new ZcaWhitening(BIAS, 5).fitLowRank(rows(training), true);
    float[] whitened = values(fitted, training);
    int size = SHAPE.values();
    for (int k = 0; k < 5; k++) {
      double squares = 0;
      double norm = 0;
      for (int n = 0; n < training.size(); n++) {
        double along = 0;
        for (int i = 0; i < size; i++) {
          along += whitened[n * size + i] * fitted.components()[k * size + i];
        }
        squares += along * along / training.size();
      }
      for (int i = 0; i < size; i++) {
        norm += Math.pow(fitted.components()[k * size + i], 2);
      }
      double variance = fitted.variances()[k];
      assertEquals(variance / (variance + BIAS), squares, 1e-4);
      assertEquals(1, norm, 1e-9);
      assertTrue(k == 0 || variance <= fitted.variances()[k - 1], "falling order");
    }
  }

  @Test
  @SuppressWarnings("try") // a scope is opened for what its end frees
  void restoredStateGivesTheSameBits() {
    PreprocessingRecipe recipe =
        new PreprocessingRecipe(new GlobalContrastNormalization(), new ZcaWhitening(BIAS, 7));
    ImageSet training = SmoothImages.of(8, 50, SHAPE);
    ImageSet test = SmoothImages.of(9, 20, SHAPE);
    FittedPreprocessing fitted = recipe.fit(training);
    try (PointerScope scope = new PointerScope()) {
      Map<String, Tensor> state = fitted.state();
      assertEquals(
          List.of("1.zca.mean", "1.zca.variances", "1.zca.components"),
          List.copyOf(state.keySet()));
      FittedPreprocessing restored = FittedPreprocessing.restore(recipe, SHAPE, state);
      assertArrayEquals(
          TestImages.values(fitted.apply(test)), TestImages.values(restored.apply(test)), 0f);
      Map<String, Tensor> incomplete = new HashMap<>(state);
      incomplete.remove("1.zca.variances");
      assertMessage("variances", () -> FittedPreprocessing.restore(recipe, SHAPE, incomplete));
      PreprocessingRecipe full =
          new PreprocessingRecipe(new GlobalContrastNormalization(), new ZcaWhitening(BIAS));
      assertMessage("matrix", () -> FittedPreprocessing.restore(full, SHAPE, state));
    }
  }

  @Test
  void settingsAreCheckedAndDescribed() {
    assertEquals("zca(filterBias=0.1)", new ZcaWhitening(BIAS, 0).description());
    assertEquals("zca(filterBias=0.1,rank=64)", new ZcaWhitening(BIAS, 64).description());
    assertMessage("rank is -1", () -> new ZcaWhitening(BIAS, -1));
    ImageSet large = TestImages.random(1, 2, new ImageShape(3, 144, 144));
    assertMessage("set preprocess.zca.rank", () -> new ZcaWhitening(BIAS).fit(rows(large)));
  }

  /** Images too large for a covariance matrix are whitened all the same. */
  @Test
  void largeImagesAreFittedByTheSearch() {
    ImageShape shape = new ImageShape(3, 60, 60);
    ImageSet training = SmoothImages.of(10, 40, shape);
    FittedStep fitted = new ZcaWhitening(BIAS, 16).fit(rows(training));
    assertEquals(16, ((FittedLowRankZca) fitted).variances().length);
  }

  /**
   * The gender set's size. Prints what it took: {@code mvn test -P slow -Dtest=LowRankZcaTest
   * -Dmixsep.zca.images=11000 -Dmixsep.zca.rank=512}.
   */
  @Test
  @Tag("slow")
  void elevenThousandLargeImages() throws IOException {
    int count = Integer.getInteger("mixsep.zca.images", 11_000);
    int rank = Integer.getInteger("mixsep.zca.rank", 512);
    ImageSet training = SmoothImages.of(11, count, new ImageShape(3, 144, 144));
    PreprocessingRecipe recipe =
        new PreprocessingRecipe(new GlobalContrastNormalization(), new ZcaWhitening(BIAS, rank));
    long start = System.nanoTime();
    FittedPreprocessing fitted = recipe.fit(training);
    System.out.printf(
        "zca of %d images, rank %d: %.0f s%n", count, rank, (System.nanoTime() - start) / 1e9);
    Path status = Path.of("/proc/self/status"); // Linux: the most memory this process has held
    if (Files.exists(status)) {
      Files.readAllLines(status).stream()
          .filter(line -> line.startsWith("VmHWM"))
          .forEach(System.out::println);
    }
    assertEquals(Math.min(rank, count), fitted.values().get("1.zca.variances").values().length);
  }

  private static TrainingRows rows(ImageSet training) {
    return new TrainingRows(training, List.of());
  }

  private static float[] values(FittedStep step, ImageSet images) {
    PreprocessingRecipe unused = new PreprocessingRecipe();
    return TestImages.values(
        new FittedPreprocessing(unused, images.shape(), List.of(step)).apply(images));
  }

  /** Norm of the difference over the norm of the first. */
  private static double difference(float[] a, float[] b) {
    double apart = 0;
    double size = 0;
    for (int i = 0; i < a.length; i++) {
      apart += Math.pow(a[i] - b[i], 2);
      size += Math.pow(a[i], 2);
    }
    return Math.sqrt(apart / size);
  }

  private static void assertMessage(String part, Runnable act) {
    String message = assertThrows(InvalidInputException.class, act::run).getMessage();
    assertTrue(message.contains(part), message);
  }
}
