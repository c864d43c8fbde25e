package org.mixsep.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.mixsep.InvalidInputException;
import org.mixsep.data.ImageShape;

class AugmentationTest {

  @Property(tries = 100)
  void flipSwapsLeftAndRight(
      @ForAll @IntRange(min = 1, max = 3) int channels,
      @ForAll @IntRange(min = 1, max = 6) int height,
      @ForAll @IntRange(min = 1, max = 6) int width,
      @ForAll long bits) {
    ImageShape shape = new ImageShape(channels, height, width);
    float[] image = numbered(shape);
    float[] flipped = image.clone();
    new HorizontalFlip(1).apply(flipped, shape, bits);
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          assertEquals(at(image, shape, c, y, width - 1 - x), at(flipped, shape, c, y, x));
        }
      }
    }
    float[] same = image.clone();
    new HorizontalFlip(0).apply(same, shape, bits);
    assertArrayEquals(image, same);
  }

  /** 5 sigma of 20,000 draws. */
  @Property(tries = 10)
  void flipsAsOftenAsAsked(@ForAll long seed) {
    ImageShape shape = new ImageShape(1, 1, 2);
    for (double probability : new double[] {0.5, 0.1}) {
      int flips = 0;
      for (int i = 0; i < 20_000; i++) {
        float[] image = {1, 2};
        long bits = BatchBuffer.augmentationBits(seed, i / 100, i % 100, 0);
        new HorizontalFlip(probability).apply(image, shape, bits);
        flips += image[0] == 2 ? 1 : 0;
      }
      double sigma = Math.sqrt(20_000 * probability * (1 - probability));
      assertEquals(20_000 * probability, flips, 5 * sigma);
    }
  }

  @Property(tries = 300)
  void cropIsAPartOfThePaddedImage(
      @ForAll @IntRange(min = 1, max = 3) int channels,
      @ForAll @IntRange(min = 1, max = 6) int height,
      @ForAll @IntRange(min = 1, max = 6) int width,
      @ForAll @IntRange(min = 1, max = 8) int padding,
      @ForAll long bits) {
    ImageShape shape = new ImageShape(channels, height, width);
    float[] image = numbered(shape);
    float[] cropped = image.clone();
    new RandomCrop(padding).apply(cropped, shape, bits);
    int down = RandomBits.below(2 * padding + 1, bits);
    int right = RandomBits.below(2 * padding + 1, bits << 32);
    float[][][] padded = new float[channels][height + 2 * padding][width + 2 * padding];
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          padded[c][y + padding][x + padding] = at(image, shape, c, y, x);
        }
      }
    }
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          assertEquals(padded[c][y + down][x + right], at(cropped, shape, c, y, x));
        }
      }
    }
  }

  /** 9 x 9 shifts, 81,000 draws, 5 sigma of 1,000 each. */
  @Example
  void shiftsAreEquallyLikely() {
    ImageShape shape = new ImageShape(1, 9, 9);
    Map<Integer, Integer> counts = new HashMap<>();
    for (int i = 0; i < 81_000; i++) {
      float[] image = new float[81];
      image[40] = 1;
      new RandomCrop(4).apply(image, shape, BatchBuffer.augmentationBits(3, i, 5, 1));
      int place = 0;
      while (image[place] == 0) {
        place++;
      }
      counts.merge(place, 1, Integer::sum);
    }
    assertEquals(81, counts.size());
    counts.forEach((place, count) -> assertEquals(1000, count, 160, "place " + place));
  }

  @Example
  void bitsDifferInEveryCircumstance() {
    Map<Long, String> seen = new HashMap<>();
    for (int seed = 0; seed < 8; seed++) {
      for (int iteration = 0; iteration < 8; iteration++) {
        for (int position = 0; position < 8; position++) {
          for (int augmentation = 0; augmentation < 8; augmentation++) {
            String where = seed + " " + iteration + " " + position + " " + augmentation;
            String other =
                seen.put(
                    BatchBuffer.augmentationBits(seed, iteration, position, augmentation), where);
            assertEquals(null, other, where);
          }
        }
      }
    }
  }

  /** A run must be repeatable on every machine and version: worked out by a second program. */
  @Example
  void bitsAreTheSameForEver() {
    assertEquals(-5467406220962426387L, BatchBuffer.augmentationBits(5, 1_000_000, 127, 1));
  }

  @Example
  void settingsOutOfRangeAreNamed() {
    assertMessage("probability is 1.5", () -> new HorizontalFlip(1.5));
    assertMessage("probability is NaN", () -> new HorizontalFlip(Double.NaN));
    assertMessage("padding is 0", () -> new RandomCrop(0));
  }

  private static void assertMessage(String part, Runnable act) {
    String message = assertThrows(InvalidInputException.class, act::run).getMessage();
    assertTrue(message.contains(part), message);
  }

  private static float[] numbered(ImageShape shape) {
    float[] image = new float[shape.values()];
    for (int i = 0; i < image.length; i++) {
      image[i] = i + 1;
    }
    return image;
  }

  private static float at(float[] image, ImageShape shape, int c, int y, int x) {
    return image[(c * shape.height() + y) * shape.width() + x];
  }
}
