package org.mixsep.preprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mixsep.InvalidInputException;
import org.mixsep.data.ImageSet;
import org.mixsep.data.ImageShape;

class PreprocessingRecipeTest {
  private static final ImageShape SHAPE = new ImageShape(3, 5, 4);
  private static final PreprocessingRecipe PAPER =
      new PreprocessingRecipe(new GlobalContrastNormalization(), new ZcaWhitening());
  private static final PreprocessingRecipe STANDARD =
      new PreprocessingRecipe(new Standardization());

  @Property(tries = 20)
  void standardizedTrainingImagesHaveMeanZeroAndStdOne(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 9) int count) {
    ImageSet training = TestImages.random(seed, count, SHAPE);
    PreparedImages prepared = STANDARD.fit(training).apply(training);
    float[] values = TestImages.values(prepared);
    int positions = SHAPE.height() * SHAPE.width();
    for (int c = 0; c < SHAPE.channels(); c++) {
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < count; i++) {
        for (int p = 0; p < positions; p++) {
          double x = values[(i * SHAPE.channels() + c) * positions + p];
          sum += x;
          squares += x * x;
        }
      }
      assertEquals(0, sum / (count * positions), 1e-6);
      assertEquals(1, squares / (count * positions), 1e-5);
    }
  }

  @Test
  void imageNetsMeansAndDeviationsAreTakenWhateverTheImages() {
    ImageSet images = TestImages.random(1, 3, new ImageShape(3, 4, 4));
    var fitted = new PreprocessingRecipe(new ImageNetStandardization()).fit(images);
    float[] values = TestImages.values(fitted.apply(images));
    byte[] pixels = new byte[images.shape().values()];
    images.read(2, pixels);
    double[] means = {0.485, 0.456, 0.406};
    double[] deviations = {0.229, 0.224, 0.225};
    for (int i = 0; i < pixels.length; i++) {
      double expected = ((pixels[i] & 0xff) / 255.0 - means[i / 16]) / deviations[i / 16];
      assertEquals(expected, values[2 * pixels.length + i], 1e-6);
    }
    ImageSet grey = TestImages.random(1, 3, new ImageShape(1, 4, 4));
    var colour = new PreprocessingRecipe(new ImageNetStandardization());
    assertThrows(InvalidInputException.class, () -> colour.fit(grey));
    assertThrows(
        InvalidInputException.class,
        () -> new PreprocessingRecipe(new Standardization(), new ImageNetStandardization()));
  }

  @Test
  void pixelsLookedUpArePreparedImagesBitForBit() {
    ImageSet training = TestImages.random(1, 300, SHAPE);
    ImageSet others = TestImages.random(2, 40, SHAPE);
    for (PreprocessingRecipe recipe :
        new PreprocessingRecipe[] {STANDARD, new PreprocessingRecipe()}) {
      FittedPreprocessing fitted = recipe.fit(training);
      PreparedImages prepared = fitted.apply(others);
      PixelImages pixels = fitted.pixels(others);
      float[] expected = new float[SHAPE.values()];
      float[] found = new float[SHAPE.values()];
      for (int i = 0; i < others.size(); i++) {
        prepared.read(i, expected);
        pixels.read(i, found);
        assertArrayEquals(expected, found);
        assertEquals(prepared.label(i), pixels.label(i));
      }
      pixels.read(0, bytes -> Arrays.fill(bytes, (byte) 255), found);
      assertEquals(found[0], found[1], "the change comes before the table");
    }
    assertMessage("zca", () -> PAPER.fit(training).pixels(others));
  }

  @Test
  void channelThatNeverVariesBecomesZero() {
    byte[] pixels = new byte[2 * SHAPE.values()];
    Arrays.fill(pixels, (byte) 200);
    ImageSet grey = TestImages.of("grey", SHAPE, pixels);
    float[] zeros = new float[pixels.length];
    assertArrayEquals(zeros, TestImages.values(STANDARD.fit(grey).apply(grey)), 0f);
    assertArrayEquals(zeros, TestImages.values(PAPER.fit(grey).apply(grey)), 1e-6f);
  }

  @Test
  void noStepsLeavePixelsAsTheyAre() {
    ImageSet images = TestImages.of("two", new ImageShape(1, 1, 2), new byte[] {0, 1, 127, -1});
    PreparedImages prepared = new PreprocessingRecipe().fit(images).apply(images);
    assertArrayEquals(new float[] {0, 1, 127, 255}, TestImages.values(prepared));
    assertArrayEquals(images.labels(), prepared.labels());
    assertEquals(images.classNames(), prepared.classNames());
  }

  @Test
  void fittedOnTrainingImagesOnly() {
    ImageSet training = TestImages.random(1, 30, SHAPE);
    ImageSet other = TestImages.random(2, 30, SHAPE);
    for (PreprocessingRecipe recipe : new PreprocessingRecipe[] {PAPER, STANDARD}) {
      float[] alone = TestImages.values(recipe.fit(training).apply(other));
      FittedPreprocessing fitted = recipe.fit(training);
      fitted.apply(training);
      assertArrayEquals(alone, TestImages.values(fitted.apply(other)));
      assertFalse(Arrays.equals(alone, TestImages.values(recipe.fit(other).apply(other))));
    }
  }

  /** The trailing sets make a last block of one row and one block only. */
  @ParameterizedTest
  @ValueSource(ints = {1, 682, 683, 1400})
  void imagesDoNotDependOnTheBlockTheyAreIn(int count) {
    ImageShape shape = new ImageShape(3, 32, 32);
    ImageSet images = TestImages.random(5, count, shape);
    FittedPreprocessing fitted =
        new PreprocessingRecipe(new GlobalContrastNormalization(), new Standardization())
            .fit(TestImages.random(6, 10, shape));
    float[] together = TestImages.values(fitted.apply(images));
    int last = count - 1;
    float[] alone = TestImages.values(fitted.apply(images.subset("last", new int[] {last})));
    assertArrayEquals(
        alone, Arrays.copyOfRange(together, last * shape.values(), count * shape.values()));
  }

  @Test
  void restoredStateGivesTheSameBits() {
    ImageSet training = TestImages.random(3, 50, SHAPE);
    ImageSet test = TestImages.random(4, 20, SHAPE);
    for (PreprocessingRecipe recipe : new PreprocessingRecipe[] {PAPER, STANDARD}) {
      FittedPreprocessing fitted = recipe.fit(training);
      FittedPreprocessing restored;
      try (PointerScope scope = new PointerScope()) {
        restored = FittedPreprocessing.restore(recipe, SHAPE, fitted.state());
      }
      assertArrayEquals(
          TestImages.values(fitted.apply(test)), TestImages.values(restored.apply(test)), 0f);
      assertEquals(CacheKey.fingerprint(fitted), CacheKey.fingerprint(restored));
    }
  }

  @Test
  void stateIsNamedByPositionStepAndValue() {
    try (PointerScope scope = new PointerScope()) {
      Map<String, Tensor> state = PAPER.fit(TestImages.random(3, 9, SHAPE)).state();
      assertEquals(Map.of("1.zca.mean", 1L, "1.zca.matrix", 2L), dimensions(state));
      Map<String, Tensor> standard = STANDARD.fit(TestImages.random(3, 9, SHAPE)).state();
      assertEquals(Map.of("0.standardize.mean", 1L, "0.standardize.std", 1L), dimensions(standard));

      Map<String, Tensor> incomplete = new LinkedHashMap<>(state);
      incomplete.remove("1.zca.matrix");
      assertMessage("matrix", () -> FittedPreprocessing.restore(PAPER, SHAPE, incomplete));
      assertMessage(
          "60 values, expected 12",
          () -> FittedPreprocessing.restore(PAPER, new ImageShape(3, 2, 2), state));
    }
  }

  @Test
  void wrongInputIsNamed() {
    ImageSet training = TestImages.random(3, 9, SHAPE);
    assertMessage(
        "3x4x4",
        () -> STANDARD.fit(training).apply(TestImages.random(3, 9, new ImageShape(3, 4, 4))));
    assertMessage("there are none", () -> PAPER.fit(TestImages.random(3, 0, SHAPE)));
    assertMessage("filter bias is 0.0", () -> new ZcaWhitening(0));
    assertMessage("scale is NaN", () -> new GlobalContrastNormalization(Double.NaN, 1e-8));
    assertMessage("62,208", () -> PAPER.fit(TestImages.random(3, 2, new ImageShape(3, 144, 144))));
  }

  /** Of 270 values an image: more than the covariance computes in one go. W C W v must be v. */
  @Test
  void whiteningMatrixIsTheInverseRootOfTheCovariance() {
    ImageSet training = TestImages.random(8, 6, new ImageShape(3, 10, 9));
    FittedPreprocessing fitted = new PreprocessingRecipe(new ZcaWhitening()).fit(training);
    double[] matrix = fitted.values().get("0.zca.matrix").values();
    double[] mean = fitted.values().get("0.zca.mean").values();
    double[] vector = new Random(1).doubles(mean.length).toArray();

    double[] whitened = product(matrix, vector);
    double[] spread = new double[mean.length];
    byte[] image = new byte[mean.length];
    for (int n = 0; n < training.size(); n++) {
      training.read(n, image);
      double along = 0;
      for (int i = 0; i < mean.length; i++) {
        along += ((image[i] & 0xff) - mean[i]) * whitened[i] / training.size();
      }
      for (int i = 0; i < mean.length; i++) {
        spread[i] += ((image[i] & 0xff) - mean[i]) * along;
      }
    }
    for (int i = 0; i < mean.length; i++) {
      spread[i] += 0.1 * whitened[i];
    }
    assertArrayEquals(vector, product(matrix, spread), 1e-7);
  }

  @Test
  void descriptionsTellRecipesApart() {
    assertEquals("gcn(scale=55.0,epsilon=1.0E-8),zca(filterBias=0.1)", PAPER.description());
    assertEquals("standardize", STANDARD.description());
  }

  private static double[] product(double[] matrix, double[] vector) {
    double[] product = new double[vector.length];
    for (int i = 0; i < matrix.length; i++) {
      product[i / vector.length] += matrix[i] * vector[i % vector.length];
    }
    return product;
  }

  private static Map<String, Long> dimensions(Map<String, Tensor> state) {
    Map<String, Long> dimensions = new LinkedHashMap<>();
    state.forEach((name, tensor) -> dimensions.put(name, tensor.dim()));
    return dimensions;
  }

  private static void assertMessage(String part, Executable act) {
    String message = assertThrows(InvalidInputException.class, act).getMessage();
    assertTrue(message.contains(part), message);
  }
}
