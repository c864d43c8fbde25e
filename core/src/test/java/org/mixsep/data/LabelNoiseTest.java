package org.mixsep.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.mixsep.InvalidInputException;

class LabelNoiseTest {
  private static final int IMAGES = 9_000;
  private static final int CLASSES = 4;
  private static final int[] LABELS =
      IntStream.range(0, IMAGES).map(i -> i * i % CLASSES).toArray(); // 0 and 1 only

  private static int[] wrong(int[] noisy) {
    return IntStream.range(0, noisy.length).filter(i -> noisy[i] != LABELS[i]).toArray();
  }

  @Property(tries = 100)
  void exactlyTheShareIsWrong(
      @ForAll @DoubleRange(min = 0, max = 0.99) double share,
      @ForAll @IntRange(min = 1, max = IMAGES) int images,
      @ForAll long seed) {
    LabelNoise noise = new LabelNoise(share, seed);
    int[] noisy = noise.on(Arrays.copyOf(LABELS, images), CLASSES);
    assertEquals(Math.round(share * images), wrong(noisy).length);
    assertEquals(wrong(noisy).length, noise.count(images));
    assertTrue(Arrays.stream(noisy).allMatch(label -> label >= 0 && label < CLASSES));
  }

  @Test
  void everyOtherClassIsAsLikely() {
    int[] noisy = new LabelNoise(0.8, 1).on(LABELS, CLASSES);
    int[][] counts = new int[2][CLASSES];
    for (int i : wrong(noisy)) {
      counts[LABELS[i]][noisy[i]]++;
    }
    for (int from = 0; from < 2; from++) {
      for (int to = 0; to < CLASSES; to++) {
        // 4,500 x 0.8 / 3 and five standard deviations
        assertEquals(from == to ? 0 : 1200, counts[from][to], from == to ? 0 : 150);
      }
    }
  }

  @Test
  void aLargerShareHoldsTheSmallerAndTheSeedDecides() {
    int[] some = new LabelNoise(0.1, 1).on(LABELS, CLASSES);
    int[] more = new LabelNoise(0.3, 1).on(LABELS, CLASSES);
    for (int i : wrong(some)) {
      assertEquals(some[i], more[i]);
    }
    assertArrayEquals(some, new LabelNoise(0.1, 1).on(LABELS, CLASSES));
    assertFalse(Arrays.equals(some, new LabelNoise(0.1, 2).on(LABELS, CLASSES)));
    assertArrayEquals(LABELS, new LabelNoise(0, 1).on(LABELS, CLASSES));
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new LabelNoise(1, 1));
    assertThrows(IllegalArgumentException.class, () -> new LabelNoise(-0.1, 1));
    LabelNoise noise = new LabelNoise(0.5, 1);
    assertThrows(InvalidInputException.class, () -> noise.on(new int[4], 1));
  }
}
