package org.mixsep.drawing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mixsep.InvalidInputException;
import org.mixsep.data.ImageSet;
import org.mixsep.data.ImageSource.Part;

class StreetDigitsTest {
  /**
   * The same on every machine. When drawing changes on purpose, raise {@link StreetDigits#VERSION}
   * and put the new value here.
   */
  @Test
  void drawsTheBytesOfItsVersion() {
    assertEquals(1, StreetDigits.VERSION);
    assertEquals(
        "0c7b954a29f4208a6facf8fffd3f3e161f2c8b9cda244be23c4c155f7dc18d73",
        new StreetDigits(7, 10).train(300).fingerprint());
    assertEquals(
        "67cd2e9f417cb21f620a64f92194a95a1e730ea75e7fbb31cc2ba64055249a08",
        new StreetDigits(7, 100).test(300).fingerprint());
  }

  @Test
  void isTheSameForAnyNumberOfThreads() throws InterruptedException, ExecutionException {
    String expected = new StreetDigits(3, 10).train(500).fingerprint();
    for (int threads : new int[] {1, 3}) {
      ForkJoinPool pool = new ForkJoinPool(threads);
      try {
        assertEquals(
            expected, pool.submit(() -> new StreetDigits(3, 10).train(500).fingerprint()).get());
      } finally {
        pool.shutdown();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 100})
  void shorterSetBeginsTheLongerOne(int classes) {
    StreetDigits digits = new StreetDigits(3, classes);
    ImageSet longer = digits.train(200);
    ImageSet beginning = longer.subset("beginning", IntStream.range(0, 77).toArray());
    assertEquals(beginning.fingerprint(), digits.train(77).fingerprint());
  }

  @Test
  void imagesOfAllSeedsSplitsAndClassCountsDiffer() {
    Set<ByteBuffer> seen = new HashSet<>();
    List<ImageSet> sets =
        List.of(
            new StreetDigits(1, 10).train(500),
            new StreetDigits(1, 10).test(500),
            new StreetDigits(2, 10).train(500),
            new StreetDigits(1, 100).train(500));
    for (ImageSet set : sets) {
      for (int i = 0; i < set.size(); i++) {
        byte[] image = new byte[set.shape().values()];
        set.read(i, image);
        seen.add(ByteBuffer.wrap(image));
      }
    }
    assertEquals(2000, seen.size());
  }

  @Test
  void trainAndTestLabelsAreDrawnApart() {
    StreetDigits digits = new StreetDigits(1, 10);
    int[] train = digits.train(1000).labels();
    int[] test = digits.test(1000).labels();
    long equal = IntStream.range(0, 1000).filter(i -> train[i] == test[i]).count();
    assertTrue(equal > 60 && equal < 140, "equal by chance in about 100 of 1000: " + equal);
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 100})
  void labelsAreUniform(int classes) {
    int n = 4000;
    int[] counts = new int[classes];
    for (int label : new StreetDigits(5, classes).train(n).labels()) {
      counts[label]++;
    }
    double expected = (double) n / classes;
    double chiSquare =
        IntStream.of(counts).mapToDouble(c -> (c - expected) * (c - expected) / expected).sum();
    double freedom = classes - 1;
    assertTrue(Math.abs(chiSquare - freedom) < 4 * Math.sqrt(2 * freedom), "chi^2 " + chiSquare);
  }

  @Test
  void namesClassesByTheirDigits() {
    assertEquals(
        List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"),
        new StreetDigits(1, 10).train(1).classNames());
    List<String> pairs = new StreetDigits(1, 100).train(1).classNames();
    assertEquals(List.of("00", "01"), pairs.subList(0, 2));
    assertEquals("99", pairs.get(99));
    assertEquals(100, pairs.size());
  }

  /** Guards the look: a digit must stand out, and the set must not be black or white throughout. */
  @Test
  void imagesHaveContrastAndUseTheRange() {
    ImageSet set = new StreetDigits(9, 10).train(400);
    byte[] image = new byte[3072];
    double total = 0;
    int flat = 0;
    for (int i = 0; i < set.size(); i++) {
      set.read(i, image);
      double mean = IntStream.range(0, 3072).map(at -> image[at] & 0xFF).average().orElseThrow();
      double variance =
          IntStream.range(0, 3072)
              .mapToDouble(at -> Math.pow((image[at] & 0xFF) - mean, 2))
              .average()
              .orElseThrow();
      total += mean / set.size();
      flat += Math.sqrt(variance) < 5 ? 1 : 0;
    }
    assertTrue(total > 90 && total < 150, "mean level " + total);
    assertTrue(flat <= 4, flat + " of 400 images are flat");
  }

  @Test
  void keyNamesAllThatDecidesTheContent() {
    String key = new StreetDigits(-4, 10).key(Part.TRAIN, 50);
    assertEquals("street-digits-v1-classes10-seed-4-train-50", key);
    assertNotEquals(key, new StreetDigits(-4, 10).key(Part.TEST, 50));
    assertNotEquals(key, new StreetDigits(-4, 100).key(Part.TRAIN, 50));
    assertNotEquals(key, new StreetDigits(4, 10).key(Part.TRAIN, 50));
    assertNotEquals(key, new StreetDigits(-4, 10).key(Part.TRAIN, 51));
  }

  @Test
  void refusesOtherCountsOfClassesAndImages() {
    assertEquals(
        "street digits have 10 or 100 classes, not 12",
        assertThrows(InvalidInputException.class, () -> new StreetDigits(1, 12)).getMessage());
    StreetDigits digits = new StreetDigits(1, 10);
    for (int n : new int[] {0, -1, StreetDigits.MOST + 1}) {
      assertEquals(
          "street digits: expected 1 to 699050 images, not " + n,
          assertThrows(InvalidInputException.class, () -> digits.train(n)).getMessage());
    }
  }

  @Test
  void subsetKeepsImagesLabelsAndOrder() {
    ImageSet set = new StreetDigits(1, 10).test(20);
    ImageSet part = set.subset("part", new int[] {7, 3, 7});
    assertEquals("part", part.name());
    assertArrayEquals(new int[] {set.label(7), set.label(3), set.label(7)}, part.labels());
    byte[] expected = new byte[3072];
    byte[] actual = new byte[3072];
    set.read(3, expected);
    part.read(1, actual);
    assertArrayEquals(expected, actual);
    assertNotEquals(part.fingerprint(), set.subset("part", new int[] {3, 7, 7}).fingerprint());
  }
}
