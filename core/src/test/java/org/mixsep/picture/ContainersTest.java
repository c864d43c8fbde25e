package org.mixsep.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mixsep.Fixtures;

/** WebP and TIFF files that claim what is not in them are refused before memory is taken. */
class ContainersTest {
  private static byte[] bytes(String name) {
    return Fixtures.bytes("pictures/" + name);
  }

  private static String refusal(byte[] content) {
    String message =
        assertThrows(PictureException.class, () -> PhotoFile.decode(content, Long.MAX_VALUE))
            .getMessage();
    assertEquals(1, message.lines().count(), message);
    return message;
  }

  /** Where the entry of a tag stands in the first directory of a TIFF of Pillow, little-endian. */
  private static int entry(ByteBuffer tiff, int tag) {
    int directory = tiff.getInt(4);
    for (int i = 0; i < tiff.getShort(directory); i++) {
      int at = directory + 2 + 12 * i;
      if ((tiff.getShort(at) & 0xFFFF) == tag) {
        return at;
      }
    }
    throw new AssertionError("no tag " + tag);
  }

  private static ByteBuffer tiff(String name) {
    return ByteBuffer.wrap(bytes(name)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] changed(String name, int tag, int value) {
    ByteBuffer tiff = tiff(name);
    tiff.putShort(entry(tiff, tag) + 2, (short) 4);
    tiff.putInt(entry(tiff, tag) + 8, value);
    return tiff.array();
  }

  @ParameterizedTest
  @CsvSource({
    "256, 2000000000, cannot be in",
    "257, -1, 24 x 4294967295 pixels",
    "259, 6, a TIFF of compression 6",
    "273, 100000, it ends early",
  })
  void aTiffThatClaimsTooMuchIsRefused(int tag, int value, String expected) {
    String message = refusal(changed("lzw.tif", tag, value));
    assertTrue(message.contains(expected), message);
  }

  @Test
  void aTileThatNoMemoryHoldsIsRefused() {
    ByteBuffer tiff = tiff("lzw.tif");
    int rowsPerStrip = entry(tiff, 278);
    tiff.putShort(rowsPerStrip, (short) 322).putShort(rowsPerStrip + 2, (short) 4);
    tiff.putInt(rowsPerStrip + 8, Integer.MAX_VALUE);
    assertTrue(refusal(tiff.array()).contains("tiles of 2147483647 x 0 pixels"));
  }

  @Test
  void valuesThatEntriesShareAreCountedForEach() {
    ByteBuffer tiff = tiff("lzw.tif");
    for (int tag : new int[] {262, 277, 284}) {
      int at = entry(tiff, tag);
      tiff.putShort(at + 2, (short) 7).putInt(at + 4, tiff.capacity() / 2).putInt(at + 8, 8);
    }
    assertTrue(refusal(tiff.array()).contains("its directories claim more than its"));
  }

  @Test
  void directoriesInACircleEnd() throws PictureException {
    ByteBuffer tiff = tiff("rgb.tif");
    int directory = tiff.getInt(4);
    int next = directory + 2 + 12 * tiff.getShort(directory);
    tiff.putInt(next, directory);
    assertEquals(24, PhotoFile.decode(tiff.array(), Long.MAX_VALUE).width());
  }

  @Test
  void aTilesJpegHasItsTilesSize() {
    byte[] content = bytes("jpeg.tif");
    for (int at = 0; at < content.length - 9; at++) {
      if ((content[at] & 0xFF) == 0xFF && (content[at + 1] & 0xFF) == 0xC0) {
        content[at + 5] = (byte) 0xFF;
      }
    }
    assertTrue(refusal(content).contains("a JPEG that is none of its tiles"));
  }

  @Test
  void numbersThatAreNoPixelsAreNamed() {
    assertEquals(
        "a TIFF of signed or floating-point samples, which is not read:"
            + " ImageMagick's 'magick FILE FILE.png' converts it",
        refusal(bytes("float.tif")));
    assertTrue(refusal(changed("grey.tif", 258, 12)).startsWith("a TIFF of [12] bits"));
  }

  @Test
  void theSizesInAWebpAgree() {
    byte[] content = bytes("exif6.webp");
    assertTrue(refusal(sized(content, "VP8L", 1)).contains("in a picture of 16 x 24"), "VP8L");
    byte[] lossy = bytes("lossyalpha.webp");
    assertTrue(refusal(sized(lossy, "VP8 ", 6)).contains("in a picture of 24 x 16"), "VP8");
    assertTrue(refusal(sized(lossy, "VP8X", 4)).contains("pixels in a picture of"), "VP8X");
  }

  /** Behind its header a chunk says a size, which becomes the largest. */
  private static byte[] sized(byte[] webp, String chunk, int skipped) {
    byte[] content = webp.clone();
    for (int at = 12; at < content.length - 16; at++) {
      if (new String(content, at, 4, StandardCharsets.ISO_8859_1).equals(chunk)) {
        Arrays.fill(content, at + 8 + skipped, at + 8 + skipped + 2, (byte) 0xFF);
        return content;
      }
    }
    throw new AssertionError("no chunk " + chunk);
  }

  @Test
  void aWebpOfMorePixelsThanIsDecodedWholeIsRefused() {
    byte[] content = bytes("rgb.webp");
    byte[] large = Arrays.copyOf(content, 30_000);
    ByteBuffer.wrap(large)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(4, large.length - 8)
        .putInt(16, large.length - 20)
        .putInt(21, 0x3FFF | 0x3FFF << 14);
    assertTrue(refusal(large).startsWith("16384 x 16384 pixels; at most 67108864 are taken"));
  }

  /** Of a fuzzed file, 66 bytes for 24 x 16 pixels, which say that up to 65,536 codes follow. */
  @Test
  void codesThatAWebpOnlyClaimsTakeNoMinutes() throws PictureException {
    byte[] content =
        HexFormat.of()
            .parseHex(
                "524946463a000000574542505650384c2d0000002f17c003104e3244f43f7611d1ff0099b44d054c"
                    + "c3fc2b2d3b778a0553dc3994466b8226a0072c043641acff0400");
    Photo photo =
        assertTimeoutPreemptively(
            Duration.ofSeconds(60), () -> PhotoFile.decode(content, Long.MAX_VALUE));
    assertEquals(24, photo.width());
  }
}
