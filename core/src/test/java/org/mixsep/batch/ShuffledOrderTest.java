package org.mixsep.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.mixsep.InvalidInputException;

class ShuffledOrderTest {

  @Property(tries = 100)
  void everyImageOnceAnEpochButForTheRest(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 200) int images,
      @ForAll @IntRange(min = 1, max = 40) int size,
      @ForAll @LongRange(min = 0, max = 1L << 40) long epoch) {
    int batchSize = Math.min(size, images);
    BatchOrder order = new ShuffledOrder(seed, images, batchSize);
    assertEquals(images / batchSize, order.batchesPerEpoch());
    Set<Integer> seen = new HashSet<>();
    for (int b = 0; b < order.batchesPerEpoch(); b++) {
      int[] indices = order.indices(epoch * order.batchesPerEpoch() + b);
      assertEquals(batchSize, indices.length);
      for (int index : indices) {
        assertTrue(index >= 0 && index < images);
        assertTrue(seen.add(index), "image " + index + " twice");
      }
    }
  }

  @Property(tries = 50)
  void anyIterationCanBeAskedForAtAnyTime(@ForAll long seed) {
    int[][] forwards = take(new ShuffledOrder(seed, 23, 5), LongStream.range(0, 30));
    BatchOrder order = new ShuffledOrder(seed, 23, 5);
    for (int i : IntStream.range(0, 30).map(i -> (i * 7 + 3) % 30).toArray()) {
      assertArrayEquals(forwards[i], order.indices(i));
    }
    order.indices(4)[0] = -1; // what is given away is a copy
    assertArrayEquals(forwards[4], order.indices(4));
  }

  @Example
  void manyThreadsGetTheSameAnswers() {
    BatchOrder order = new ShuffledOrder(3, 23, 5);
    int[][] alone = take(order, LongStream.range(0, 2000));
    int[][] together = take(order, LongStream.range(0, 2000).parallel());
    assertTrue(Arrays.deepEquals(alone, together));
  }

  @Example
  void seedsAndEpochsDiffer() {
    ShuffledOrder order = new ShuffledOrder(1, 50, 50);
    assertFalse(Arrays.equals(order.indices(0), order.indices(1)));
    assertFalse(Arrays.equals(order.indices(0), new ShuffledOrder(2, 50, 50).indices(0)));
  }

  /** Each image is as likely in each place: 6 permutations of 3, 6000 draws, 5 sigma. */
  @Example
  void permutationsAreEquallyLikely() {
    ShuffledOrder order = new ShuffledOrder(9, 3, 3);
    int[] counts = new int[27];
    for (int i = 0; i < 6000; i++) {
      int[] p = order.indices(i);
      counts[9 * p[0] + 3 * p[1] + p[2]]++;
    }
    int[] found = Arrays.stream(counts).filter(c -> c > 0).toArray();
    assertEquals(6, found.length);
    for (int count : found) {
      assertEquals(1000, count, 5 * Math.sqrt(6000 * (1 / 6.0) * (5 / 6.0)));
    }
  }

  /** A run must be repeatable on every machine and version: worked out by a second program. */
  @Example
  void orderIsTheSameForEver() {
    assertArrayEquals(new int[] {3, 9, 2, 7, 6}, new ShuffledOrder(42, 10, 5).indices(3));
  }

  @Example
  void batchLargerThanTheSetIsRefused() {
    for (int size : new int[] {0, 11}) {
      String message =
          assertThrows(InvalidInputException.class, () -> new ShuffledOrder(1, 10, size))
              .getMessage();
      assertTrue(message.contains("batch size is " + size + ", expected 1 to 10"), message);
    }
  }

  private static int[][] take(BatchOrder order, LongStream iterations) {
    return iterations.mapToObj(order::indices).toArray(int[][]::new);
  }
}
