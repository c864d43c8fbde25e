package org.mixsep.picture;

import java.awt.color.ICC_Profile;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The colour profile that a JPEG carries in its APP2 segments (ICC.1, annex B.4).
 *
 * @param readable whether there is none, or one that is whole
 * @param profile null where there is none, or none that is whole
 */
record JpegProfile(boolean readable, ICC_Profile profile) {
  private static final int APP2 = 0xE2;
  private static final byte[] NAME = "ICC_PROFILE\0".getBytes(StandardCharsets.US_ASCII);

  /**
   * @param start the file's beginning, up to its first scan
   */
  static JpegProfile of(byte[] start) {
    ByteArrayOutputStream parts = new ByteArrayOutputStream();
    for (JpegSegment segment : JpegSegment.of(start)) {
      int from = segment.from();
      int content = from + NAME.length + 2; // the part's number and how many there are
      if (segment.marker() == APP2
          && content <= segment.to()
          && Arrays.equals(start, from, from + NAME.length, NAME, 0, NAME.length)) {
        parts.write(start, content, segment.to() - content);
      }
    }
    if (parts.size() == 0) {
      return new JpegProfile(true, null);
    }
    try {
      return new JpegProfile(true, ICC_Profile.getInstance(parts.toByteArray()));
    } catch (IllegalArgumentException e) {
      return new JpegProfile(false, null);
    }
  }
}
