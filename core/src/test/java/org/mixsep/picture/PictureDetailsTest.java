package org.mixsep.picture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mixsep.Fixtures;

/** What decoders leave out or get wrong: wide tables, Exif and profiles of PNG, 12-bit JPEG. */
class PictureDetailsTest {
  @TempDir private Path folder;

  private byte[] jpeg() throws IOException {
    Path file = folder.resolve("rgb.jpg");
    Fixtures.copy("pictures/rgb.jpg", file);
    return Files.readAllBytes(file);
  }

  private static Photo decode(byte[] content) throws PictureException {
    return PhotoFile.decode(content, Long.MAX_VALUE);
  }

  /** The same tables with two bytes an entry. */
  private static byte[] widened(byte[] jpeg) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(jpeg, 0, 2);
    int at = 2;
    while ((jpeg[at + 1] & 0xFF) != 0xDA) {
      int length = (jpeg[at + 2] & 0xFF) << 8 | jpeg[at + 3] & 0xFF;
      if ((jpeg[at + 1] & 0xFF) == 0xDB) {
        ByteArrayOutputStream tables = new ByteArrayOutputStream();
        for (int from = at + 4; from < at + 2 + length; from += 65) {
          tables.write(jpeg[from] | 0x10);
          for (int i = 1; i <= 64; i++) {
            tables.write(0);
            tables.write(jpeg[from + i]);
          }
        }
        out.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xDB});
        out.write(tables.size() + 2 >> 8);
        out.write(tables.size() + 2);
        out.writeBytes(tables.toByteArray());
      } else {
        out.write(jpeg, at, length + 2);
      }
      at += length + 2;
    }
    out.write(jpeg, at, jpeg.length - at);
    return out.toByteArray();
  }

  @Test
  void quantizationTablesOfSixteenBitsAreReadAsTheyAre() throws Exception {
    byte[] jpeg = jpeg();
    byte[] wide = widened(jpeg);
    assertTrue(JpegHeader.of(wide).wideTables());
    assertEquals(new JpegHeader(8, false, 24, 16, 3, false), JpegHeader.of(jpeg));
    assertArrayEquals(decode(jpeg).rgb(), decode(wide).rgb());
  }

  @Test
  void aJpegOfTwelveBitsIsNamed() throws Exception {
    byte[] jpeg = jpeg();
    for (int at = 2; at < jpeg.length; at++) {
      if ((jpeg[at - 2] & 0xFF) == 0xFF && (jpeg[at - 1] & 0xFF) == 0xC0) {
        jpeg[at + 2] = 12;
        break;
      }
    }
    PictureException e = assertThrows(PictureException.class, () -> decode(jpeg));
    assertTrue(e.getMessage().startsWith("a JPEG of 12 bits a sample, which is not read"));
  }

  /** Two pixels beside each other, one of (64, 128, 192). */
  private static byte[] png(String chunk, byte[] content, boolean atTheEnd) throws IOException {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 0x4080C0);
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    ImageIO.write(image, "png", plain);
    byte[] bytes = plain.toByteArray();
    byte[] named =
        ByteBuffer.allocate(4 + content.length)
            .put(chunk.getBytes(StandardCharsets.US_ASCII))
            .put(content)
            .array();
    CRC32 sum = new CRC32();
    sum.update(named);
    byte[] added =
        ByteBuffer.allocate(8 + named.length)
            .putInt(content.length)
            .put(named)
            .putInt((int) sum.getValue())
            .array();
    int at = atTheEnd ? bytes.length - 12 : 8 + 25; // before IEND, or after IHDR
    return ByteBuffer.allocate(bytes.length + added.length)
        .put(bytes, 0, at)
        .put(added)
        .put(bytes, at, bytes.length - at)
        .array();
  }

  /** A little-endian TIFF structure with an orientation. */
  private static byte[] exif(int orientation) {
    return new byte[] {
      'I',
      'I',
      42,
      0,
      8,
      0,
      0,
      0,
      1,
      0,
      0x12,
      1,
      3,
      0,
      1,
      0,
      0,
      0,
      (byte) orientation,
      0,
      0,
      0,
      0,
      0,
      0,
      0
    };
  }

  @Test
  void aPngIsTurnedUprightAsItsExifSays() throws Exception {
    for (boolean atTheEnd : new boolean[] {false, true}) {
      Photo turned = decode(png("eXIf", exif(6), atTheEnd));
      assertEquals(1, turned.width());
      assertArrayEquals(new int[] {0x4080C0, 0}, turned.rgb());
      assertArrayEquals(new int[] {0, 0x4080C0}, decode(png("eXIf", exif(2), atTheEnd)).rgb());
    }
    assertEquals(2, decode(png("eXIf", new byte[3], false)).width());
  }

  @Test
  void aPngsColoursAreThoseOfItsProfile() throws Exception {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes("linear\0\0".getBytes(StandardCharsets.ISO_8859_1));
    try (DeflaterOutputStream zlib = new DeflaterOutputStream(content)) {
      zlib.write(ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData());
    }
    int pixel = decode(png("iCCP", content.toByteArray(), false)).rgb()[0];
    // sRGB's transfer function of 64, 128 and 192 of 255, IEC 61966-2-1.
    assertEquals(137, pixel >> 16 & 0xFF, 1);
    assertEquals(188, pixel >> 8 & 0xFF, 1);
    assertEquals(225, pixel & 0xFF, 1);
    assertEquals(0x4080C0, decode(png("iCCP", new byte[] {'x', 0, 0, 1, 2}, false)).rgb()[0]);
  }
}
