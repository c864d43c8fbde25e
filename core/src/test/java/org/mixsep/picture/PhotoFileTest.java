package org.mixsep.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mixsep.Fixtures;
import org.mixsep.InvalidInputException;
import org.mixsep.data.FolderFault;

/**
 * The pictures and the resized noise were made by Pillow: see {@code
 * src/test/python/make_reader_fixtures.py}. 24 columns x 16 rows: red 40 + 8 x, green 30 + 12 y,
 * blue 90; grey 20 + 8 x; alpha 255 in the left half, 64 in the right.
 */
class PhotoFileTest {
  @TempDir Path folder;

  /** As a folder of pictures reads it. */
  private static Photo read(Path file) {
    try {
      return PhotoFile.decode(file);
    } catch (PictureException e) {
      throw new InvalidInputException(FolderFault.of(file, e).toString(), e);
    }
  }

  private Photo read(String name) throws IOException {
    Path file = folder.resolve(name);
    Fixtures.copy("pictures/" + name, file);
    return read(file);
  }

  /** What a pixel should be, as 0xRRGGBB. */
  private interface Expected {
    int at(int x, int y);
  }

  private static int colour(int x, int y) {
    return 40 + 8 * x << 16 | 30 + 12 * y << 8 | 90;
  }

  private static int grey(int x) {
    return (20 + 8 * x) * 0x010101;
  }

  private static int overWhite(int value, int x) {
    return x < 12 ? value : Math.round((value * 64 + 255 * 191) / 255f);
  }

  private static void assertPicture(Photo photo, int tolerance, Expected expected) {
    assertEquals(24, photo.width());
    assertEquals(16, photo.height());
    for (int y = 0; y < 16; y++) {
      for (int x = 0; x < 24; x++) {
        for (int shift = 0; shift < 24; shift += 8) {
          int wanted = expected.at(x, y) >> shift & 0xFF;
          int found = photo.rgb()[y * 24 + x] >> shift & 0xFF;
          assertEquals(wanted, found, tolerance, "column %d, row %d".formatted(x, y));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "rgb.png, 0",
    "rgb.bmp, 0",
    "rgb.jpg, 4",
    "two.gif, 30",
    "palette.png, 30",
    "rgb.webp, 0",
    "lossy.webp, 12",
    "two.webp, 0",
    "rgb.tif, 0",
    "two.tif, 0",
    "lzw.tif, 0",
    "deflate.tif, 0",
    "packbits.tif, 0",
    "jpeg.tif, 5",
    "palette.tif, 30",
  })
  void readsColours(String name, int tolerance) throws IOException {
    assertPicture(read(name), tolerance, PhotoFileTest::colour);
  }

  @ParameterizedTest
  @CsvSource({"cmyk.jpg, 8", "ycck.jpg, 8", "cmyk.tif, 4"})
  void readsInksOfPrinters(String name, int tolerance) throws IOException {
    assertPicture(read(name), tolerance, PhotoFileTest::colour);
  }

  @ParameterizedTest
  @CsvSource({"grey.png, 0", "grey16.png, 0", "grey.jpg, 3", "grey.tif, 0", "grey16.tif, 0"})
  void readsGreyAsItStands(String name, int tolerance) throws IOException {
    assertPicture(read(name), tolerance, (x, y) -> grey(x));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bit.png", "group4.tif"})
  void readsBlackAndWhite(String name) throws IOException {
    assertPicture(read(name), 0, (x, y) -> x % 2 == 0 ? 0xFFFFFF : 0);
  }

  @ParameterizedTest
  @CsvSource({"alpha.png, 1", "alpha.webp, 1", "lossyalpha.webp, 14", "alpha.tif, 1"})
  void transparentPicturesLieOnWhite(String name, int tolerance) throws IOException {
    assertPicture(
        read(name),
        tolerance,
        (x, y) ->
            overWhite(40 + 8 * x, x) << 16 | overWhite(30 + 12 * y, x) << 8 | overWhite(90, x));
  }

  @ParameterizedTest
  @ValueSource(strings = {"greyalpha.png", "greyalpha.tif"})
  void transparentGreyLiesOnWhite(String name) throws IOException {
    assertPicture(read(name), 1, (x, y) -> overWhite(20 + 8 * x, x) * 0x010101);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void turnsPicturesUpright(int orientation) throws IOException {
    assertPicture(read("exif%d.jpg".formatted(orientation)), 6, PhotoFileTest::colour);
  }

  @ParameterizedTest
  @ValueSource(strings = {"exif6.webp", "exif6.tif"})
  void turnsPicturesOfContainersUpright(String name) throws IOException {
    assertPicture(read(name), 0, PhotoFileTest::colour);
  }

  @Test
  void orientationOfDamagedExifIsUpright() {
    byte[] whole = Fixtures.bytes("pictures/exif6.jpg");
    assertEquals(6, ExifOrientation.of(whole));
    for (int length = 0; length < 120; length++) {
      int found = ExifOrientation.of(Arrays.copyOf(whole, length));
      assertTrue(found == 1 || found == 6, "length " + length);
    }
    assertEquals(1, ExifOrientation.of(Fixtures.bytes("pictures/rgb.jpg")));
    assertEquals(1, ExifOrientation.of(Fixtures.bytes("pictures/rgb.png")));
  }

  /** Within one level of Pillow, which computes in fixed point and rounds between the passes. */
  @ParameterizedTest
  @CsvSource({"32, 32", "60, 70"})
  void resizesAsPillowDoes(int height, int width) throws IOException {
    byte[] expected = Fixtures.bytes("pictures/noise-%dx%d.bin".formatted(height, width));
    byte[] found = Resampler.resize(read("noise.png"), width, height);
    assertEquals(expected.length, found.length);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i] & 0xFF, found[i] & 0xFF, 1, "byte " + i);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"rgb.jpg", "rgb.png", "rgb.bmp", "two.gif", "cmyk.jpg", "two.webp", "lzw.tif"})
  void aCutFileIsRefused(String name) throws IOException {
    byte[] whole = Fixtures.bytes("pictures/" + name);
    for (int length : new int[] {0, 1, 5, whole.length / 2}) {
      Path file = Files.write(folder.resolve(name), Arrays.copyOf(whole, length));
      String message = assertThrows(InvalidInputException.class, () -> read(file)).getMessage();
      assertTrue(message.startsWith(file + ": "), message);
      assertFalse(message.contains("\n"), message);
    }
  }

  /** Decoders fill the rest with grey and only warn. */
  @ParameterizedTest
  @ValueSource(strings = {"rgb.jpg", "grey.jpg", "cmyk.jpg", "exif6.jpg"})
  void aPictureWithoutItsLastRowsIsRefused(String name) throws IOException {
    byte[] whole = Fixtures.bytes("pictures/" + name);
    for (int missing : new int[] {10, 25}) {
      Path file = Files.write(folder.resolve(name), Arrays.copyOf(whole, whole.length - missing));
      String message = assertThrows(InvalidInputException.class, () -> read(file)).getMessage();
      assertEquals(file + ": damaged picture (it ends early); mend it or remove it", message);
    }
  }

  @Test
  void whatIsNoPictureIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("notes.txt"), "not a picture");
    assertEquals(
        file
            + ": no JPEG, PNG, WebP, TIFF, BMP or GIF picture; remove it, or hide it by a name that begins with"
            + " a dot",
        assertThrows(InvalidInputException.class, () -> read(file)).getMessage());
  }

  @Test
  void aSizeThatCannotBeIsRefusedBeforeMemoryIsTaken() throws IOException {
    byte[] bytes = Fixtures.bytes("pictures/rgb.png");
    ByteBuffer.wrap(bytes).putInt(16, 60_000).putInt(20, 60_000);
    Path file = Files.write(folder.resolve("rgb.png"), bytes);
    String message = assertThrows(InvalidInputException.class, () -> read(file)).getMessage();
    assertTrue(message.contains("60000 x 60000 pixels cannot be in 89 bytes"), message);
  }
}
