package org.mixsep.picture;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What a file is, told from its beginning and not from its name. */
public enum PictureKind {
  JPEG("JPEG", Reading.YES),
  PNG("PNG", Reading.YES),
  BMP("BMP", Reading.YES),
  GIF("GIF", Reading.YES),
  WEBP("WebP", Reading.YES),
  TIFF("TIFF", Reading.YES),
  HEIC("HEIC", Reading.PICTURE),
  AVIF("AVIF", Reading.PICTURE),
  BIG_TIFF("BigTIFF", Reading.PICTURE),
  JPEG_2000("JPEG 2000", Reading.PICTURE),
  JPEG_XL("JPEG XL", Reading.PICTURE),
  PSD("Photoshop", Reading.PICTURE),
  SVG("SVG", Reading.PICTURE),
  HTML("an HTML page, as a download that failed leaves", Reading.NO),
  GIT_LFS("a pointer of Git LFS, which 'git lfs pull' replaces by the picture", Reading.NO),
  PDF("PDF", Reading.NO),
  ARCHIVE("an archive, which has to be unpacked", Reading.NO),
  VIDEO("a video", Reading.NO),
  EMPTY("an empty file", Reading.NO),
  OTHER("", Reading.NO);

  /** How much of a file's beginning is looked at. */
  public static final int LOOKED_AT = 512;

  /** What is read, as messages and pages name it. */
  public static final String READ = "JPEG, PNG, WebP, TIFF, BMP or GIF";

  private static final String NOT = "no " + READ + " picture";
  private static final String CONVERTED = ": ImageMagick's 'magick FILE FILE.png' converts it";

  private enum Reading {
    YES,
    PICTURE,
    NO
  }

  private final String text;
  private final Reading reading;

  PictureKind(String text, Reading reading) {
    this.text = text;
    this.reading = reading;
  }

  /** Whether mixsep reads it. */
  public boolean isRead() {
    return reading == Reading.YES;
  }

  /** Whether it is a picture, of whatever format. */
  public boolean isPicture() {
    return reading != Reading.NO;
  }

  /** Why it is not read, in words without a name. */
  String refusal() {
    return switch (reading) {
      case YES -> throw new IllegalStateException(this + " is read");
      case PICTURE -> NOT + " but " + text + CONVERTED;
      case NO -> text.isEmpty() ? NOT : NOT + " but " + text;
    };
  }

  /** Why a picture is not read that is of a format that is. */
  static String refusalOf(String what) {
    return what + ", which is not read" + CONVERTED;
  }

  /**
   * @param start the file's beginning, {@link #LOOKED_AT} bytes or all there are
   */
  public static PictureKind of(byte[] start) {
    if (start.length == 0) {
      return EMPTY;
    }
    String bytes =
        new String(start, 0, Math.min(LOOKED_AT, start.length), StandardCharsets.ISO_8859_1);
    if (bytes.startsWith("\u00ff\u00d8\u00ff")) {
      return JPEG;
    } else if (bytes.startsWith("\u0089PNG\r\n")) {
      return PNG;
    } else if (bytes.startsWith("GIF8")) {
      return GIF;
    } else if (bytes.startsWith("BM")) {
      return BMP;
    } else if (bytes.startsWith("RIFF") && bytes.startsWith("WEBP", 8)) {
      return WEBP;
    } else if (bytes.startsWith("ftyp", 4)) {
      return ofBrand(bytes.substring(8, Math.min(12, bytes.length())));
    }
    return rarer(bytes);
  }

  /** Of the container that HEIF and videos share (ISO/IEC 14496-12). */
  private static PictureKind ofBrand(String brand) {
    return switch (brand) {
      case "avif", "avis" -> AVIF;
      case "heic", "heix", "heim", "heis", "hevc", "mif1", "msf1" -> HEIC;
      default -> VIDEO;
    };
  }

  private static PictureKind rarer(String bytes) {
    if (bytes.startsWith("II*\0") || bytes.startsWith("MM\0*")) {
      return TIFF;
    } else if (bytes.startsWith("II+\0") || bytes.startsWith("MM\0+")) {
      return BIG_TIFF;
    } else if (bytes.startsWith("jP  ", 4) || bytes.startsWith("\u00ff\u004f\u00ff\u0051")) {
      return JPEG_2000;
    } else if (bytes.startsWith("JXL ", 4) || bytes.startsWith("\u00ff\n")) {
      return JPEG_XL;
    } else if (bytes.startsWith("8BPS")) {
      return PSD;
    } else if (bytes.startsWith("%PDF")) {
      return PDF;
    } else if (bytes.startsWith("PK\u0003\u0004") || bytes.startsWith("\u001f\u008b")) {
      return ARCHIVE;
    } else if (bytes.startsWith("version https://git-lfs")) {
      return GIT_LFS;
    }
    String text = bytes.toLowerCase(Locale.ROOT);
    boolean page = text.contains("<!doctype html") || text.contains("<html");
    return page ? HTML : text.contains("<svg") ? SVG : OTHER;
  }
}
