package org.mixsep.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.mixsep.InvalidInputException;

class StratifiedSplitTest {
  @Property(tries = 100)
  void everyImageIsOnOneSideAndEveryClassHasItsShare(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 300) int size,
      @ForAll @IntRange(min = 1, max = 12) int classes) {
    Random random = new Random(seed);
    int[] labels = random.ints(size, 0, classes).toArray();
    int count = random.nextInt(size + 1);
    StratifiedSplit split = StratifiedSplit.of(labels, classes, count, seed);
    assertEquals(count, split.chosen().length);
    int[] both =
        IntStream.concat(Arrays.stream(split.chosen()), Arrays.stream(split.rest()))
            .sorted()
            .toArray();
    assertArrayEquals(IntStream.range(0, size).toArray(), both);
    for (int c = 0; c < classes; c++) {
      int label = c;
      double exact = Arrays.stream(labels).filter(l -> l == label).count() * (double) count / size;
      long chosen = Arrays.stream(split.chosen()).filter(i -> labels[i] == label).count();
      assertTrue(Math.abs(chosen - exact) < 1, "class " + c + ": " + chosen + ", not " + exact);
    }
  }

  @Test
  void theSeedDecides() {
    int[] labels = IntStream.range(0, 1000).map(i -> i % 10).toArray();
    StratifiedSplit one = StratifiedSplit.of(labels, 10, 200, 7);
    assertArrayEquals(one.chosen(), StratifiedSplit.of(labels, 10, 200, 7).chosen());
    assertFalse(Arrays.equals(one.chosen(), StratifiedSplit.of(labels, 10, 200, 8).chosen()));
    // Of classes that differ in nothing but their number, other places are chosen.
    int[] places =
        Arrays.stream(one.chosen()).filter(i -> labels[i] == 0).map(i -> i / 10).toArray();
    int[] others =
        Arrays.stream(one.chosen()).filter(i -> labels[i] == 1).map(i -> i / 10).toArray();
    assertFalse(Arrays.equals(places, others));
  }

  @Test
  void aSampleIsAscendingWithoutRepeats() {
    int[] sample = StratifiedSplit.sample(100, 40, 3);
    assertEquals(40, Arrays.stream(sample).distinct().count());
    assertArrayEquals(Arrays.stream(sample).sorted().toArray(), sample);
    assertArrayEquals(sample, StratifiedSplit.sample(100, 40, 3));
    assertFalse(Arrays.equals(sample, StratifiedSplit.sample(100, 40, 4)));
  }

  @Test
  void tooManyAreRefused() {
    int[] labels = {0, 1};
    assertEquals(
        "cannot choose 3 of 2 images",
        assertThrows(InvalidInputException.class, () -> StratifiedSplit.of(labels, 2, 3, 1))
            .getMessage());
  }
}
