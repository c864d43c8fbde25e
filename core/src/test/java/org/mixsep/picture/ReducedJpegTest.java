package org.mixsep.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mixsep.Fixtures;

class ReducedJpegTest {
  @TempDir Path folder;

  /** 640 x 480, smooth, so that a reduced picture is the average of blocks of the whole one. */
  private Path photograph() throws Exception {
    BufferedImage image = new BufferedImage(640, 480, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 480; y++) {
      for (int x = 0; x < 640; x++) {
        image.setRGB(x, y, 40 + x / 4 << 16 | 30 + y / 3 << 8 | 120 + (x + y) / 12);
      }
    }
    Path file = folder.resolve("photograph.jpg");
    ImageIO.write(image, "jpeg", file.toFile());
    return file;
  }

  /** Says that a picture's values are of linear light, by a segment after the first one. */
  private static byte[] withLinearProfile(byte[] jpeg) {
    byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
    int first = 4 + (jpeg[4] & 0xFF) * 256 + (jpeg[5] & 0xFF);
    ByteBuffer with = ByteBuffer.allocate(jpeg.length + 18 + profile.length);
    with.put(jpeg, 0, first).putShort((short) 0xFFE2).putShort((short) (16 + profile.length));
    with.put("ICC_PROFILE\0\1\1".getBytes(StandardCharsets.US_ASCII)).put(profile);
    return with.put(jpeg, first, jpeg.length - first).array();
  }

  private static void assertAverages(Photo whole, Photo reduced, int factor, int tolerance) {
    assertEquals(whole.width() / factor, reduced.width());
    assertEquals(whole.height() / factor, reduced.height());
    for (int y = 0; y < reduced.height(); y++) {
      for (int x = 0; x < reduced.width(); x++) {
        for (int shift = 0; shift < 24; shift += 8) {
          int sum = 0;
          for (int i = 0; i < factor * factor; i++) {
            int at = (y * factor + i / factor) * whole.width() + x * factor + i % factor;
            sum += whole.rgb()[at] >> shift & 0xFF;
          }
          int found = reduced.rgb()[y * reduced.width() + x] >> shift & 0xFF;
          assertEquals(
              sum / (double) (factor * factor), found, tolerance, "column " + x + ", row " + y);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"30, 8", "31, 4", "60, 4", "61, 2", "120, 2", "121, 1", "2147483647, 1"})
  void aLargeJpegIsReducedToTwiceWhatIsNeeded(int side, int factor) throws Exception {
    Path file = photograph();
    Photo whole = PhotoFile.decode(file);
    assertAverages(whole, PhotoFile.decode(file, side), factor, 2);
    byte[] content = Files.readAllBytes(file);
    assertAverages(whole, PhotoFile.decode(content, 640 * 480, side), factor, 2);
  }

  /** Values of linear light: 30 of 255 there are 96 in sRGB. */
  @Test
  void coloursFollowTheProfileAsInTheWholePicture() throws Exception {
    Path file = photograph();
    Files.write(file, withLinearProfile(Files.readAllBytes(file)));
    Photo whole = PhotoFile.decode(file);
    assertEquals(96, whole.rgb()[0] >> 8 & 0xFF, 3);
    assertAverages(whole, PhotoFile.decode(file, 60), 4, 4);
  }

  @Test
  void turnsUpright() throws Exception {
    Path file = folder.resolve("turned.jpg");
    Fixtures.copy("pictures/exif6.jpg", file);
    assertAverages(PhotoFile.decode(file), PhotoFile.decode(file, 2), 4, 12);
  }

  @ParameterizedTest
  @CsvSource({"grey.jpg", "cmyk.jpg", "rgb.png"})
  void whatTheLibraryIsNotForIsReadWhole(String name) throws Exception {
    Path file = folder.resolve(name);
    Fixtures.copy("pictures/" + name, file);
    assertEquals(24, PhotoFile.decode(file, 1).width());
  }

  @Test
  void aCutPictureIsRefusedInTheSameWords() throws Exception {
    Path file = photograph();
    byte[] content = Files.readAllBytes(file);
    for (int bytes : new int[] {content.length / 2, content.length / 5, 700}) {
      Files.write(file, Arrays.copyOf(content, bytes));
      var whole = assertThrows(PictureException.class, () -> PhotoFile.decode(file));
      var reduced = assertThrows(PictureException.class, () -> PhotoFile.decode(file, 30));
      assertEquals(whole.getMessage(), reduced.getMessage());
    }
  }

  @Test
  void moreThanTheMostPixelsAreRefusedBeforeTheyAreDecoded() throws Exception {
    byte[] content = Files.readAllBytes(photograph());
    var refused =
        assertThrows(PictureException.class, () -> PhotoFile.decode(content, 640 * 480 - 1, 30));
    assertEquals(PictureException.Problem.TOO_LARGE, refused.problem());
  }
}
