package org.mixsep.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.mixsep.InvalidInputException;
import org.mixsep.data.ImageShape;

class PixelOperationTest {
  private static final ImageShape SHAPE = new ImageShape(3, 32, 32);

  /** Made by src/test/python/make_pixel_fixtures.py. */
  @Example
  void operationsAreThoseOfPillow() throws IOException {
    Map<PixelOperation, Integer> checked = new EnumMap<>(PixelOperation.class);
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                getClass().getResourceAsStream("/fixtures/pixel_operations.txt"),
                StandardCharsets.UTF_8))) {
      for (String line; (line = lines.readLine()) != null; ) {
        String[] part = line.split(" ");
        PixelOperation operation = PixelOperation.valueOf(part[0]);
        ImageShape shape =
            new ImageShape(
                Integer.parseInt(part[2]), Integer.parseInt(part[3]), Integer.parseInt(part[4]));
        byte[] pixels = planes(shape);
        operation.apply(pixels, shape, Double.parseDouble(part[1]));
        CRC32 digest = new CRC32();
        digest.update(pixels);
        assertEquals(part[5], "%08x".formatted(digest.getValue()), line);
        checked.merge(operation, 1, Integer::sum);
      }
    }
    assertEquals(PixelOperation.values().length, checked.size());
  }

  /** As in the fixture's program. */
  private static byte[] planes(ImageShape shape) {
    byte[] pixels = new byte[shape.values()];
    int i = 0;
    for (int c = 0; c < shape.channels(); c++) {
      for (int y = 0; y < shape.height(); y++) {
        for (int x = 0; x < shape.width(); x++) {
          int value = 7 * y * y + 13 * x + 50 * c + (31 * x * y) % 97;
          pixels[i++] = (byte) (30 + value % ((x + y) % 7 != 0 ? 171 : 210));
        }
      }
    }
    return pixels;
  }

  @Property(tries = 200)
  void augmentationsArePureAndTakeImagesOfAnyShape(
      @ForAll @IntRange(min = 1, max = 4) int channels,
      @ForAll @IntRange(min = 1, max = 40) int height,
      @ForAll @IntRange(min = 1, max = 40) int width,
      @ForAll @IntRange(min = 0, max = 30) int strength,
      @ForAll long bits) {
    ImageShape shape = new ImageShape(channels, height, width);
    byte[] image = new byte[shape.values()];
    new Random(bits).nextBytes(image);
    for (PixelAugmentation augmentation :
        List.of(new TrivialAugment(), new RandAugment(3, strength))) {
      byte[] once = image.clone();
      byte[] twice = image.clone();
      augmentation.apply(once, shape, new Draw(bits, 0, 0));
      augmentation.apply(twice, shape, new Draw(bits, 1, 7));
      assertArrayEquals(once, twice);
    }
  }

  /** 14 operations, 14,000 draws: each 1,000 times within 5 sigma, and 31 strengths of each. */
  @Example
  void operationsAreEquallyLikely() {
    int[] counts = new int[PixelOperation.values().length];
    for (int i = 0; i < 14_000; i++) {
      counts[PixelOperation.random(RandomBits.of(5, i)).ordinal()]++;
    }
    for (int count : counts) {
      assertEquals(1000, count, 5 * Math.sqrt(1000));
    }
  }

  @Example
  void whatGoesBothWaysDoesSoHalfOfTheTime() {
    for (PixelOperation operation : PixelOperation.values()) {
      int negative = 0;
      for (int i = 0; i < 2000; i++) {
        negative += operation.signed(2, RandomBits.of(5, i)) < 0 ? 1 : 0;
      }
      boolean once = operation.ordinal() >= PixelOperation.POSTERIZE.ordinal();
      if (once || operation == PixelOperation.IDENTITY) {
        assertEquals(0, negative, operation.name());
      } else {
        assertEquals(1000, negative, 5 * Math.sqrt(500), operation.name());
      }
    }
  }

  /** Of 2,000 draws of TrivialAugment: an image is unchanged about as often as can be counted. */
  @Example
  void trivialAugmentChangesMostImages() {
    byte[] image = planes(SHAPE);
    int unchanged = 0;
    for (int i = 0; i < 2000; i++) {
      byte[] changed = image.clone();
      new TrivialAugment().apply(changed, SHAPE, new Draw(RandomBits.of(9, i), 0, 0));
      unchanged += Arrays.equals(image, changed) ? 1 : 0;
    }
    // 1 of 14 is the identity; of 10 others about 1 strength of 31, of solarize 2, of posterize 3.
    double expected = 2000 / 14.0 * (1 + (9 + 2 + 3) / 31.0);
    assertEquals(expected, unchanged, 5 * Math.sqrt(expected));
  }

  @Example
  void randAugmentOfStrengthZeroLeavesShapesAlone() {
    byte[] image = planes(SHAPE);
    for (PixelOperation operation : PixelOperation.values()) {
      byte[] changed = image.clone();
      operation.apply(changed, SHAPE, 0);
      boolean moves = operation.ordinal() <= PixelOperation.SHARPNESS.ordinal();
      if (moves) {
        assertArrayEquals(image, changed, operation.name());
      }
    }
    String message =
        assertThrows(InvalidInputException.class, () -> new RandAugment(2, 31)).getMessage();
    assertTrue(message.contains("strength is 31"), message);
    assertThrows(InvalidInputException.class, () -> new RandAugment(0, 9));
  }
}
