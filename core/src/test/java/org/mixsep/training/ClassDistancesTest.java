package org.mixsep.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;
import org.mixsep.InvalidInputException;
import org.mixsep.training.ClassDistances.OfClass;

/** Against the plainest loop over pairs. */
class ClassDistancesTest {
  private static final int CLASSES = 4;

  @Test
  void allPairsOneByOne() {
    Random random = new Random(5);
    int[] labels = new int[30];
    float[] logits = new float[labels.length * CLASSES];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i == 0 ? 2 : random.nextInt(2); // class 2 has one image, class 3 none
      for (int d = 0; d < CLASSES; d++) {
        logits[i * CLASSES + d] = (float) random.nextGaussian() + 3 * labels[i];
      }
    }
    ClassDistances found = ClassDistances.of(logits, labels);
    assertEquals(naive(logits, labels, Integer::equals), found.within(), 1e-6);
    assertEquals(naive(logits, labels, (a, b) -> !a.equals(b)), found.between(), 1e-6);
    OfClass zero = found.classes().get(0);
    assertEquals(naive(logits, labels, (a, b) -> a == 0 && b == 0), zero.within(), 1e-6);
    assertEquals(1, zero.nearest());
    assertEquals(naive(logits, labels, (a, b) -> a + b == 1), zero.between(), 1e-6);
    OfClass lone = found.classes().get(2);
    assertEquals(new OfClass(1, 0, 1, lone.between()), lone);
    assertEquals(new OfClass(0, 0, -1, 0), found.classes().get(3));
  }

  @Test
  void noImageIsRefused() {
    assertThrows(InvalidInputException.class, () -> ClassDistances.of(new float[0], new int[0]));
  }

  private static double naive(float[] logits, int[] labels, BiPredicate<Integer, Integer> counts) {
    double sum = 0;
    int pairs = 0;
    for (int i = 0; i < labels.length; i++) {
      for (int j = i + 1; j < labels.length; j++) {
        if (counts.test(labels[i], labels[j])) {
          pairs++;
          for (int d = 0; d < CLASSES; d++) {
            double difference = logits[i * CLASSES + d] - logits[j * CLASSES + d];
            sum += difference * difference;
          }
        }
      }
    }
    return Math.sqrt(sum / pairs);
  }
}
