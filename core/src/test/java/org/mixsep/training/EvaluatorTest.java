package org.mixsep.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import org.bytedeco.openblas.presets.openblas_nolapack;
import org.bytedeco.pytorch.Scalar;
import org.junit.jupiter.api.Test;
import org.mixsep.InvalidInputException;
import org.mixsep.data.ImageSet;
import org.mixsep.data.ImageShape;
import org.mixsep.preprocess.PreparedImages;
import org.mixsep.preprocess.PreprocessingRecipe;
import org.mixsep.torch.Compute;

class EvaluatorTest {
  private final SmallTraining training = new SmallTraining(1, 0.1, 0.01, false);
  private final Evaluator evaluator = new Evaluator(training.network, 2);

  private static PreparedImages images(int classes, int... labels) {
    ImageShape shape = new ImageShape(3, 16, 16);
    List<String> names = Collections.nCopies(classes, "c");
    ImageSet one =
        new ImageSet("some", shape, ByteBuffer.allocate(shape.values()), new int[1], names);
    ByteBuffer pixels = ByteBuffer.allocate(labels.length * shape.values());
    ImageSet set = new ImageSet("some", shape, pixels, labels, names);
    return new PreprocessingRecipe().fit(one).apply(set);
  }

  @Test
  void allImagesAreMeasured() {
    PreparedImages images = images(3, 0, 1, 2);
    Evaluation evaluation = evaluator.evaluate(images);
    assertEquals(3, evaluation.images());
    assertEquals(2, evaluation.errorsByBlock().get(4)); // equal images have one answer
    assertEquals(3, evaluator.predict(images).images());
  }

  @Test
  void otherClassesThanTheNetworksAndNoImagesAreRefused() {
    for (PreparedImages wrong : List.of(images(20, 0, 19), images(2, 0, 1), images(3))) {
      assertThrows(InvalidInputException.class, () -> evaluator.evaluate(wrong));
      assertThrows(InvalidInputException.class, () -> evaluator.predict(wrong));
    }
  }

  @Test
  void outputsThatAreNotFiniteAreNoErrorRate() {
    training.variables.parameters().get("module2.linear.weight").data().fill_(nan());
    PreparedImages images = images(3, 0, 1);
    assertThrows(NonFiniteException.class, () -> evaluator.evaluate(images));
    assertThrows(NonFiniteException.class, () -> evaluator.predict(images));
  }

  @Test
  void openBlasKeepsToOneThreadInTrainingOnly() {
    Compute.useThreads(2);
    try {
      training.trainTo(1);
      assertEquals(1, openblas_nolapack.blas_get_num_threads());
      evaluator.evaluate(images(3, 0, 1));
      assertEquals(2, openblas_nolapack.blas_get_num_threads());
      training.trainTo(2);
      assertEquals(1, openblas_nolapack.blas_get_num_threads());
      evaluator.predict(images(3, 0, 1));
      assertEquals(2, openblas_nolapack.blas_get_num_threads());
    } finally {
      Compute.useThreads(1);
    }
  }

  private static Scalar nan() {
    return new Scalar(Double.NaN);
  }
}
