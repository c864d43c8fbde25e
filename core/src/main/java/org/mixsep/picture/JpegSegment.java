package org.mixsep.picture;

import java.util.ArrayList;
import java.util.List;

/**
 * A segment before a JPEG's first scan (ITU-T T.81, annex B).
 *
 * @param marker its second byte
 * @param from where its content begins, behind marker and length
 * @param to where it ends
 */
record JpegSegment(int marker, int from, int to) {
  private static final int START_OF_SCAN = 0xDA;

  /**
   * All that are whole, in order; of what is no JPEG, none.
   *
   * @param start the file's beginning
   */
  static List<JpegSegment> of(byte[] start) {
    List<JpegSegment> segments = new ArrayList<>();
    int at = 2;
    while (isJpeg(start) && at + 4 <= start.length && byteAt(start, at) == 0xFF) {
      int marker = byteAt(start, at + 1);
      int end = at + 2 + (byteAt(start, at + 2) << 8 | byteAt(start, at + 3));
      if (marker == START_OF_SCAN || end < at + 4 || end > start.length) {
        break;
      }
      segments.add(new JpegSegment(marker, at + 4, end));
      at = end;
    }
    return segments;
  }

  static boolean isJpeg(byte[] start) {
    return start.length > 3 && byteAt(start, 0) == 0xFF && byteAt(start, 1) == 0xD8;
  }

  boolean isEmpty() {
    return from == to;
  }

  private static int byteAt(byte[] bytes, int at) {
    return bytes[at] & 0xFF;
  }
}
