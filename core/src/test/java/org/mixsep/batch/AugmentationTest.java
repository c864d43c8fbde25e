package org.mixsep.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
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
    new HorizontalFlip(1).apply(flipped, shape, draw(bits));
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          assertEquals(at(image, shape, c, y, width - 1 - x), at(flipped, shape, c, y, x));
        }
      }
    }
    float[] same = image.clone();
    new HorizontalFlip(0).apply(same, shape, draw(bits));
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
        Draw draw = augmentations(seed).draw(0, i / 100, i % 100, 0);
        new HorizontalFlip(probability).apply(image, shape, draw);
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
      @ForAll @IntRange(min = 1, max = 16) int padding,
      @ForAll RandomCrop.Fill fill,
      @ForAll long bits) {
    ImageShape shape = new ImageShape(channels, height, width);
    float[] image = numbered(shape);
    float[] cropped = image.clone();
    new RandomCrop(padding, fill).apply(cropped, shape, draw(bits));
    int down = RandomBits.below(2 * padding + 1, bits);
    int right = RandomBits.below(2 * padding + 1, bits << 32);
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          int row = y + down - padding;
          int column = x + right - padding;
          boolean inside = row >= 0 && row < height && column >= 0 && column < width;
          float expected =
              fill == RandomCrop.Fill.ZERO && !inside
                  ? 0
                  : at(image, shape, c, walked(row, height), walked(column, width));
          assertEquals(expected, at(cropped, shape, c, y, x));
        }
      }
    }
  }

  /** Goes to {@code place} step by step and turns round at the ends. */
  private static int walked(int place, int size) {
    int at = 0;
    int direction = 1;
    for (int step = 0; step < Math.abs(place) && size > 1; step++) {
      direction = at + direction < 0 || at + direction >= size ? -direction : direction;
      at += direction;
    }
    return at; // mirrored at 0, so the sign makes no difference
  }

  /** {@code numpy.pad([1, 2, 3, 4], 5, "reflect")}. */
  @Example
  void reflectionIsNumpys() {
    float[] padded = {2, 3, 4, 3, 2, 1, 2, 3, 4, 3, 2, 1, 2, 3};
    ImageShape shape = new ImageShape(1, 1, 4);
    boolean[] seen = new boolean[padded.length];
    for (int i = 0; i < 1000; i++) {
      long bits = RandomBits.of(i);
      int right = RandomBits.below(11, bits << 32);
      float[] image = {1, 2, 3, 4};
      new RandomCrop(5, RandomCrop.Fill.REFLECT).apply(image, shape, draw(bits));
      assertArrayEquals(Arrays.copyOfRange(padded, right, right + 4), image);
      seen[right] = true;
    }
    for (int right = 0; right < 11; right++) {
      assertTrue(seen[right], "shift " + right);
    }
  }

  @Property(tries = 300)
  void cutoutSetsASquareToZeroAndNothingElse(
      @ForAll @IntRange(min = 1, max = 3) int channels,
      @ForAll @IntRange(min = 1, max = 7) int height,
      @ForAll @IntRange(min = 1, max = 7) int width,
      @ForAll @IntRange(min = 1, max = 9) int size,
      @ForAll long bits) {
    ImageShape shape = new ImageShape(channels, height, width);
    float[] image = numbered(shape);
    float[] cut = image.clone();
    new Cutout(size).apply(cut, shape, draw(bits));
    int centreRow = RandomBits.below(height, bits);
    int centreColumn = RandomBits.below(width, bits << 32);
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          int down = y - centreRow + size / 2;
          int right = x - centreColumn + size / 2;
          boolean inside = down >= 0 && down < size && right >= 0 && right < size;
          assertEquals(inside ? 0 : at(image, shape, c, y, x), at(cut, shape, c, y, x));
        }
      }
    }
  }

  @Property(tries = 10)
  void alternatingFlipsShowEveryImageBothWaysInTwoEpochs(@ForAll long seed) {
    ImageShape shape = new ImageShape(1, 1, 2);
    int flippedFirst = 0;
    for (int image = 0; image < 2000; image++) {
      float[] first = null;
      for (int epoch = 0; epoch < 6; epoch++) {
        float[] values = {1, 2};
        Draw draw = augmentations(seed).draw(image, 10L * epoch + image % 10, image % 7, 0);
        assertEquals(epoch, draw.epoch());
        new AlternatingFlip().apply(values, shape, draw);
        first = epoch == 0 ? values : first;
        assertEquals(epoch % 2 == 0, values[0] == first[0], "image " + image);
      }
      flippedFirst += first[0] == 2 ? 1 : 0;
    }
    assertEquals(1000, flippedFirst, 5 * Math.sqrt(2000 * 0.25));
  }

  /** 9 x 9 shifts, 81,000 draws, 5 sigma of 1,000 each. */
  @Example
  void shiftsAreEquallyLikely() {
    ImageShape shape = new ImageShape(1, 9, 9);
    Map<Integer, Integer> counts = new HashMap<>();
    for (int i = 0; i < 81_000; i++) {
      float[] image = new float[81];
      image[40] = 1;
      new RandomCrop(4).apply(image, shape, augmentations(3).draw(0, i, 5, 1));
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
                    augmentations(seed).draw(0, iteration, position, augmentation).bits(), where);
            assertEquals(null, other, where);
          }
        }
      }
    }
  }

  /** A run must be repeatable on every machine and version: worked out by a second program. */
  @Example
  void bitsAreTheSameForEver() {
    assertEquals(-5467406220962426387L, augmentations(5).draw(0, 1_000_000, 127, 1).bits());
  }

  @Example
  void settingsOutOfRangeAreNamed() {
    assertMessage("probability is 1.5", () -> new HorizontalFlip(1.5));
    assertMessage("probability is NaN", () -> new HorizontalFlip(Double.NaN));
    assertMessage("padding is 0", () -> new RandomCrop(0));
    assertMessage("size is 0", () -> new Cutout(0));
  }

  private static Augmentations augmentations(long seed) {
    return new Augmentations(List.of(), seed, 10);
  }

  private static Draw draw(long bits) {
    return new Draw(bits, 0, 0);
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
