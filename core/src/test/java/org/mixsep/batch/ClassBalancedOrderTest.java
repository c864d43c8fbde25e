package org.mixsep.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.mixsep.InvalidInputException;

class ClassBalancedOrderTest {
  /** Classes 0, 2, 3, 5 with 30, 12, 17 and 13 images, mixed up. */
  private static final int[] LABELS = labels(30, 0, 12, 17, 0, 13);

  @Property(tries = 60)
  void everyBatchHoldsMClassesOfKDifferentImages(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 4) int perClass,
      @ForAll @IntRange(min = 1, max = 4) int classes) {
    BatchOrder order = new ClassBalancedOrder(seed, LABELS, perClass, classes);
    assertEquals(perClass * classes, order.batchSize());
    for (long iteration = 0; iteration < 60; iteration++) {
      int[] batch = order.indices(iteration);
      assertEquals(order.batchSize(), Arrays.stream(batch).distinct().count());
      int[] ofClass = new int[6];
      for (int index : batch) {
        ofClass[LABELS[index]]++;
      }
      assertEquals(classes, Arrays.stream(ofClass).filter(n -> n == perClass).count());
    }
  }

  @Property(tries = 60)
  void noImageIsRepeatedBeforeAllOfItsClassWereUsed(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 12) int perClass,
      @ForAll @IntRange(min = 1, max = 4) int classes) {
    BatchOrder order = new ClassBalancedOrder(seed, LABELS, perClass, classes);
    int[] used = new int[LABELS.length];
    for (long iteration = 0; iteration < 60; iteration++) {
      for (int index : order.indices(iteration)) {
        for (int i = 0; i < used.length; i++) {
          if (LABELS[i] == LABELS[index]) {
            assertTrue(used[i] >= used[index], "image " + index + " before image " + i);
          }
        }
        used[index]++;
      }
    }
  }

  @Property(tries = 20)
  void classesAreUsedEquallyOften(@ForAll long seed) {
    BatchOrder order = new ClassBalancedOrder(seed, LABELS, 2, 3); // 4 batches a round
    int[] used = new int[6];
    for (long iteration = 0; iteration < 40; iteration++) {
      for (int index : order.indices(iteration)) {
        used[LABELS[index]]++;
      }
    }
    assertArrayEquals(new int[] {60, 0, 60, 60, 0, 60}, used);
  }

  @Property(tries = 20)
  void anyIterationCanBeAskedForAtAnyTime(@ForAll long seed) {
    BatchOrder order = new ClassBalancedOrder(seed, LABELS, 4, 3);
    int[][] forwards = new int[50][];
    for (int i = 0; i < 50; i++) {
      forwards[i] = order.indices(i);
    }
    for (int i = 0; i < 50; i++) {
      int jumped = (i * 17 + 5) % 50;
      assertArrayEquals(forwards[jumped], order.indices(jumped));
      assertArrayEquals(
          forwards[jumped], new ClassBalancedOrder(seed, LABELS, 4, 3).indices(jumped));
    }
  }

  @Example
  void seedsDiffer() {
    assertFalse(
        Arrays.equals(
            new ClassBalancedOrder(1, LABELS, 4, 3).indices(0),
            new ClassBalancedOrder(2, LABELS, 4, 3).indices(0)));
  }

  @Example
  void moreThanThereIsIsRefused() {
    assertMessage("classes per batch is 5, expected 1 to 4", 2, 5);
    assertMessage("classes per batch is 0", 2, 0);
    assertMessage("images per class is 13, expected 1 to 12", 13, 2);
    assertMessage("images per class is 0", 0, 2);
  }

  private static void assertMessage(String part, int perClass, int classes) {
    String message =
        assertThrows(
                InvalidInputException.class,
                () -> new ClassBalancedOrder(1, LABELS, perClass, classes))
            .getMessage();
    assertTrue(message.contains(part), message);
  }

  private static int[] labels(int... imagesOfClass) {
    int[] labels = new int[Arrays.stream(imagesOfClass).sum()];
    int at = 0;
    for (int c = 0; c < imagesOfClass.length; c++) {
      Arrays.fill(labels, at, at += imagesOfClass[c], c);
    }
    Random random = new Random(7);
    for (int i = labels.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int label = labels[i];
      labels[i] = labels[j];
      labels[j] = label;
    }
    return labels;
  }
}
