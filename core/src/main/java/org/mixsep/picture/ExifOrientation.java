package org.mixsep.picture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * How a camera was held: the orientation that JPEG and PNG files carry in their Exif data (tag
 * 0x0112, values 1 to 8). A file without one, or with a damaged one, is taken to be upright.
 */
final class ExifOrientation {
  static final int UPRIGHT = 1;

  /** How much of a file's beginning is looked at: Exif comes first and has at most 64 KiB. */
  static final int LOOKED_AT = 1 << 17;

  private static final int APP1 = 0xE1;
  private static final int TAG = 0x0112;
  private static final int SHORT = 3;
  private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);

  private ExifOrientation() {}

  /**
   * @param start the file's beginning, {@link #LOOKED_AT} bytes or all there are
   */
  static int of(byte[] start) {
    for (JpegSegment segment : JpegSegment.of(start)) {
      int from = segment.from();
      boolean exif =
          segment.to() - from > EXIF.length
              && Arrays.equals(start, from, from + EXIF.length, EXIF, 0, EXIF.length);
      if (segment.marker() == APP1 && exif) {
        int tiff = from + EXIF.length;
        return inTiff(ByteBuffer.wrap(start, tiff, segment.to() - tiff).slice());
      }
    }
    return UPRIGHT;
  }

  /** As the tag in a TIFF structure says. */
  static int inTiff(ByteBuffer tiff) {
    if (tiff.limit() < 8) {
      return UPRIGHT;
    }
    short order = tiff.getShort(0);
    tiff.order(order == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = tiff.getInt(4);
    if (directory < 8 || directory > tiff.limit() - 2) {
      return UPRIGHT;
    }
    int entries = tiff.getShort(directory) & 0xFFFF;
    for (int i = 0; i < entries; i++) {
      int entry = directory + 2 + 12 * i;
      if (entry > tiff.limit() - 12) {
        return UPRIGHT;
      }
      if ((tiff.getShort(entry) & 0xFFFF) == TAG && tiff.getShort(entry + 2) == SHORT) {
        int value = tiff.getShort(entry + 8);
        return value >= 1 && value <= 8 ? value : UPRIGHT;
      }
    }
    return UPRIGHT;
  }
}
