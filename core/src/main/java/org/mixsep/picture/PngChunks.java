package org.mixsep.picture;

import java.awt.color.ICC_Profile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import javax.imageio.stream.ImageInputStream;

/**
 * What a PNG says beside its pixels, and Java's own reader leaves out: a colour profile and Exif
 * (PNG specification, third edition, sections 11.3.2.3 and 11.3.3.8). What is damaged says nothing.
 */
final class PngChunks {
  private static final long SIGNATURE = 0x89504E470D0A1A0AL;
  private static final int ICC_PROFILE = chunk("iCCP");
  private static final int EXIF = chunk("eXIf");
  private static final int END = chunk("IEND");

  /** Far above what profiles and Exif take; more would only cost memory. */
  private static final int MOST_BYTES = 1 << 22;

  private PngChunks() {}

  private static int chunk(String name) {
    int code = 0;
    for (char c : name.toCharArray()) {
      code = code << 8 | c;
    }
    return code;
  }

  /** By the Exif data, a TIFF structure; the stream is left at its beginning. */
  static int orientation(ImageInputStream in) throws IOException {
    int orientation =
        find(in, EXIF)
            .map(exif -> ExifOrientation.inTiff(ByteBuffer.wrap(exif)))
            .orElse(ExifOrientation.UPRIGHT);
    in.seek(0);
    return orientation;
  }

  /** The profile of the colours. */
  static Optional<ICC_Profile> profile(ImageInputStream in) throws IOException {
    return find(in, ICC_PROFILE).flatMap(PngChunks::profile);
  }

  /** A name that ends with a zero, a byte for the method, then a zlib stream. */
  private static Optional<ICC_Profile> profile(byte[] content) {
    int name = 0;
    while (name < content.length && content[name] != 0) {
      name++;
    }
    if (name + 2 > content.length) {
      return Optional.empty();
    }
    try {
      byte[] bytes = inflated(Arrays.copyOfRange(content, name + 2, content.length));
      return Optional.of(ICC_Profile.getInstance(bytes));
    } catch (DataFormatException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static byte[] inflated(byte[] content) throws DataFormatException {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(content);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      byte[] buffer = new byte[1 << 13];
      while (!inflater.finished()) {
        int count = inflater.inflate(buffer);
        bytes.write(buffer, 0, count);
        if (count == 0 || bytes.size() > MOST_BYTES) {
          throw new DataFormatException("ends early, or is no profile");
        }
      }
      return bytes.toByteArray();
    } finally {
      inflater.end();
    }
  }

  /**
   * Goes from chunk to chunk by their lengths.
   *
   * @param in not one that a decoder has read, which goes forward only
   */
  private static Optional<byte[]> find(ImageInputStream in, int wanted) throws IOException {
    in.seek(0);
    long end = in.length();
    if (end < 8 || in.readLong() != SIGNATURE) {
      return Optional.empty();
    }
    for (long at = 8; at + 12 <= end; ) {
      in.seek(at);
      long length = in.readUnsignedInt();
      int type = in.readInt();
      if (type == wanted && length <= MOST_BYTES && at + 12 + length <= end) {
        byte[] content = new byte[(int) length];
        in.readFully(content);
        return Optional.of(content);
      }
      if (type == END) {
        break;
      }
      at += 12 + length;
    }
    return Optional.empty();
  }
}
