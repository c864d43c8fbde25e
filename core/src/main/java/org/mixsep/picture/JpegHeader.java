package org.mixsep.picture;

/**
 * What the segments before a JPEG's first scan say of its decoding (ITU-T T.81, annex B).
 *
 * @param bits of a sample; 0 where no frame header was found, as all that follows
 * @param wideTables whether a quantization table has 16-bit entries, as at very low qualities
 * @param width columns
 * @param height rows
 * @param components 1 of grey, 3 of colours, 4 of inks
 * @param progressive whether its frame is of another process than the two that decode row by row
 */
record JpegHeader(
    int bits, boolean wideTables, int width, int height, int components, boolean progressive) {
  private static final int QUANTIZATION = 0xDB;
  private static final int START_OF_SCAN = 0xDA;
  private static final int FIRST_FRAME = 0xC0;
  private static final int LAST_SEQUENTIAL_FRAME = 0xC1;
  private static final int LAST_FRAME = 0xCF;

  /** A progressive JPEG has about ten; each costs a pass over all pixels, however short it is. */
  private static final int MOST_SCANS = 200;

  /**
   * @param start the file's beginning; of what is no JPEG, nothing is found
   */
  static JpegHeader of(byte[] start) {
    int frame = -1;
    boolean wide = false;
    for (JpegSegment segment : JpegSegment.of(start)) {
      if (segment.isEmpty()) {
        break;
      }
      if (segment.marker() == QUANTIZATION) {
        wide |= hasWideTable(start, segment.from(), segment.to());
      } else if (isFrame(segment.marker())) {
        frame = segment.from();
      }
    }
    if (frame < 0 || frame + 6 > start.length) {
      return new JpegHeader(0, wide, 0, 0, 0, false);
    }
    return new JpegHeader(
        byteAt(start, frame),
        wide,
        byteAt(start, frame + 3) << 8 | byteAt(start, frame + 4),
        byteAt(start, frame + 1) << 8 | byteAt(start, frame + 2),
        byteAt(start, frame + 5),
        byteAt(start, frame - 3) > LAST_SEQUENTIAL_FRAME);
  }

  /**
   * @param content the whole file, of whatever format
   * @throws PictureException when it is a JPEG of more scans than one has
   */
  static void requireFewScans(byte[] content) throws PictureException {
    int scans = 0;
    for (int i = 1; i < content.length; i++) {
      scans += byteAt(content, i) == START_OF_SCAN && byteAt(content, i - 1) == 0xFF ? 1 : 0;
    }
    if (JpegSegment.isJpeg(content) && scans > MOST_SCANS) {
      throw new PictureException(
          PictureException.Problem.DAMAGED,
          "damaged picture (%s scans, where a JPEG has about ten)".formatted(scans),
          null);
    }
  }

  /** All but DHT, JPG and DAC, which lie in the same range. */
  private static boolean isFrame(int marker) {
    boolean other = marker == 0xC4 || marker == 0xC8 || marker == 0xCC;
    return marker >= FIRST_FRAME && marker <= LAST_FRAME && !other;
  }

  private static boolean hasWideTable(byte[] start, int from, int to) {
    for (int at = from; at < to; ) {
      boolean wide = byteAt(start, at) >> 4 != 0;
      if (wide) {
        return true;
      }
      at += 1 + 64;
    }
    return false;
  }

  private static int byteAt(byte[] bytes, int at) {
    return bytes[at] & 0xFF;
  }
}
