package org.mixsep.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mixsep.data.ImageShape;
import org.mixsep.network.Outputs;
import org.mixsep.preprocess.PreparedImages;
import org.mixsep.preprocess.TestImages;
import org.mixsep.torch.Tensors;

/** Views against a twin that makes each of them pixel by pixel. */
class ViewsTest {
  private static final int SIDE = 16;
  private static final int IMAGES = 7;
  private static SmallTraining training;

  @BeforeAll
  static void train() {
    training = new SmallTraining(1, 0.1, 0.01, false);
    training.trainTo(5);
  }

  /** What is seen of images moved by {@code shift} pixels down and right, then mirrored. */
  private static float[] view(float[] images, int shift, boolean mirrored) {
    float[] seen = new float[images.length];
    for (int i = 0; i < seen.length; i++) {
      int x = i % SIDE;
      int y = i / SIDE % SIDE;
      int plane = i - y * SIDE - x;
      int fromX = reflected((mirrored ? SIDE - 1 - x : x) - shift);
      seen[i] = images[plane + reflected(y - shift) * SIDE + fromX];
    }
    return seen;
  }

  private static int reflected(int at) {
    return at < 0 ? -at : at >= SIDE ? 2 * (SIDE - 1) - at : at;
  }

  private static Map<Integer, double[]> twin(Views views, float[] images) {
    Map<Integer, double[]> sums = new TreeMap<>();
    switch (views) {
      case NONE -> add(images, 0, false, 1, sums);
      case MIRROR -> addBoth(images, 0, 0.5, sums);
      case MIRROR_SHIFT -> {
        addBoth(images, 0, 0.25, sums);
        addBoth(images, 1, 0.125, sums);
        addBoth(images, -1, 0.125, sums);
      }
    }
    return sums;
  }

  private static void addBoth(
      float[] images, int shift, double share, Map<Integer, double[]> sums) {
    add(images, shift, false, share, sums);
    add(images, shift, true, share, sums);
  }

  private static void add(
      float[] images, int shift, boolean mirrored, double share, Map<Integer, double[]> sums) {
    Tensor seen = tensor(view(images, shift, mirrored));
    training
        .network
        .forward(training.compute.placeImages(seen), false)
        .logits()
        .forEach(
            (block, q) -> {
              float[] values = Tensors.floats(q);
              double[] sum = sums.computeIfAbsent(block, b -> new double[values.length]);
              Arrays.setAll(sum, i -> sum[i] + share * values[i]);
            });
  }

  private static Tensor tensor(float[] images) {
    return Tensors.of(images, images.length / (3 * SIDE * SIDE), 3, SIDE, SIDE);
  }

  private static float[] images() {
    float[] images = new float[IMAGES * 3 * SIDE * SIDE];
    Random random = new Random(3);
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextGaussian();
    }
    return images;
  }

  private static Outputs outputs(Views views, float[] images) {
    return views.outputs(training.network, tensor(images));
  }

  @ParameterizedTest
  @EnumSource(Views.class)
  void logitsAreAveragedAsTheTwinDoes(Views views) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      float[] images = images();
      Map<Integer, double[]> expected = twin(views, images);
      Outputs found = outputs(views, images);
      assertEquals(expected.keySet(), found.logits().keySet());
      found
          .logits()
          .forEach(
              (block, q) -> {
                float[] values = Tensors.floats(q);
                for (int i = 0; i < values.length; i++) {
                  assertEquals(expected.get(block)[i], values[i], 1e-4, "block " + block);
                }
              });
    }
  }

  @Test
  void aMirroredImageHasTheSameViews() {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      float[] images = images();
      float[] plain = Tensors.floats(outputs(Views.NONE, images).logits().get(4));
      float[] averaged = Tensors.floats(outputs(Views.MIRROR, images).logits().get(4));
      float[] mirrored = view(images, 0, true);
      assertArrayEquals(
          averaged, Tensors.floats(outputs(Views.MIRROR, mirrored).logits().get(4)), 1e-5f);
      assertNotEquals(plain[0], averaged[0], 1e-4);
    }
  }

  @ParameterizedTest
  @EnumSource(Views.class)
  void errorsAreCountedByTheAverage(Views views) {
    PreparedImages images = TestImages.prepared(2, 50, new ImageShape(3, SIDE, SIDE));
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Outputs outputs = outputs(views, TestImages.values(images));
      Evaluator evaluator = new Evaluator(training.network, 16);
      Evaluation found = evaluator.evaluate(images, views);
      int[] labels = images.labels();
      outputs
          .logits()
          .forEach(
              (block, q) ->
                  assertEquals(
                      ErrorCounts.count(Tensors.floats(q), labels),
                      found.errorsByBlock().get(block)));
      assertEquals(
          ErrorCounts.count(Tensors.floats(outputs.meanProbabilities()), labels),
          found.meanErrors());
      assertEquals(50, found.images());
    }
  }
}
