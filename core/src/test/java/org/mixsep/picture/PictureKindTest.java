package org.mixsep.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PictureKindTest {
  /** First bytes as the formats' specifications have them. */
  @ParameterizedTest
  @CsvSource({
    "JPEG, ffd8ffe000104a464946",
    "PNG, 89504e470d0a1a0a",
    "GIF, 474946383961",
    "BMP, 424d36000000",
    "WEBP, 524946462400000057454250565038",
    "HEIC, 0000001866747970686569630000",
    "AVIF, 0000001c66747970617669660000",
    "VIDEO, 000000186674797069736f6d0000",
    "TIFF, 49492a0008000000",
    "TIFF, 4d4d002a00000008",
    "BIG_TIFF, 49492b0008000000",
    "JPEG_2000, 0000000c6a5020200d0a870a",
    "JPEG_XL, ff0afa7f",
    "PDF, 255044462d312e37",
    "ARCHIVE, 504b0304",
    "OTHER, 00",
  })
  void aFileIsWhatItsFirstBytesSay(PictureKind kind, String bytes) {
    assertEquals(kind, PictureKind.of(HexFormat.of().parseHex(bytes)));
  }

  private static PictureKind of(String text) {
    return PictureKind.of(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void textsArePagesDrawingsPointersOrNothing() {
    assertEquals(PictureKind.HTML, of("\n<!doctype HTML><html><svg>"));
    assertEquals(PictureKind.SVG, of("<?xml version='1.0'?><svg xmlns='x'>"));
    assertEquals(PictureKind.GIT_LFS, of("version https://git-lfs.github.com/spec/v1\noid"));
    assertEquals(PictureKind.EMPTY, of(""));
    assertEquals(PictureKind.OTHER, of("notes"));
  }

  @Test
  void whatIsNotReadSaysWhatItIsAndWhatToDo() {
    assertTrue(
        PictureKind.HEIC
            .refusal()
            .endsWith("but HEIC: ImageMagick's 'magick FILE FILE.png' converts it"));
    assertTrue(PictureKind.HEIC.isPicture());
    assertFalse(PictureKind.HEIC.isRead());
    assertFalse(PictureKind.HTML.isPicture());
    assertEquals("no JPEG, PNG, WebP, TIFF, BMP or GIF picture", PictureKind.OTHER.refusal());
  }
}
