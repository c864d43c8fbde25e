package org.mixsep.picture;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import javax.imageio.stream.ImageInputStream;
import org.mixsep.picture.PictureException.Problem;

/**
 * What a WebP file says beside its pixels (RFC 9649, section 2): looked at before a decoder takes
 * memory for the size that a chunk claims.
 */
final class WebpFile {
  private static final int LOSSY = chunk("VP8 ");
  private static final int LOSSLESS = chunk("VP8L");
  private static final int EXTENDED = chunk("VP8X");
  private static final int FRAME = chunk("ANMF");
  private static final int EXIF = chunk("EXIF");
  private static final int SIDE = 0x3FFF;

  /** Far above what Exif takes. */
  private static final int MOST_BYTES = 1 << 22;

  /** What stands before an animation's frame: place, size, duration, flags. */
  private static final int FRAME_HEADER = 16;

  /** RFC 9649 leaves it away, some writers do not. */
  private static final byte[] PREFIX = {'E', 'x', 'i', 'f', 0, 0};

  private final ImageInputStream in;
  private int width;
  private int height;
  private boolean pictured;
  private int orientation = ExifOrientation.UPRIGHT;

  private WebpFile(ImageInputStream in) {
    this.in = in;
  }

  private static int chunk(String name) {
    int code = 0;
    for (int i = 3; i >= 0; i--) {
      code = code << 8 | name.charAt(i);
    }
    return code;
  }

  /**
   * Whether a decoder can be given the file.
   *
   * @param in the whole file; left at its beginning
   * @return how its camera was held, as {@link ExifOrientation} counts
   * @throws PictureException when it ends early or a chunk's size is not the picture's
   */
  static int check(ImageInputStream in) throws IOException, PictureException {
    WebpFile file = new WebpFile(in);
    try {
      in.setByteOrder(ByteOrder.LITTLE_ENDIAN);
      in.seek(4);
      long end = 8 + in.readUnsignedInt();
      if (end > in.length()) {
        throw damaged("it ends early");
      }
      file.walk(12, end);
    } catch (EOFException e) {
      throw damaged("it ends early");
    } finally {
      in.seek(0);
    }
    if (!file.pictured) {
      throw damaged("it holds no pixels");
    }
    return file.orientation;
  }

  /** Goes from chunk to chunk by their lengths. */
  private void walk(long from, long end) throws IOException, PictureException {
    for (long at = from; at + 8 <= end; ) {
      in.seek(at);
      int type = in.readInt();
      long length = in.readUnsignedInt();
      long next = at + 8 + length + (length & 1);
      if (at + 8 + length > end) {
        throw damaged("it ends early");
      }
      if (type == EXTENDED && at == from) {
        in.skipBytes(4);
        size(1 + read(3), 1 + read(3));
      } else if (type == FRAME) {
        // Of an animation the first picture is taken.
        if (pictured) {
          return;
        }
        in.skipBytes(6);
        width = 0;
        size(1 + read(3), 1 + read(3));
        walk(at + 8 + FRAME_HEADER, at + 8 + length);
      } else if (type == LOSSY) {
        in.skipBytes(6);
        size(in.readUnsignedShort() & SIDE, in.readUnsignedShort() & SIDE);
        pictured = true;
      } else if (type == LOSSLESS) {
        in.skipBytes(1);
        int both = in.readInt();
        size(1 + (both & SIDE), 1 + (both >>> 14 & SIDE));
        pictured = true;
      } else if (type == EXIF && length <= MOST_BYTES) {
        orientation = orientation((int) length);
      }
      at = next;
    }
  }

  private int read(int bytes) throws IOException {
    int value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= in.readUnsignedByte() << 8 * i;
    }
    return value;
  }

  /** All chunks of a picture have its size; the first that says one counts. */
  private void size(int wide, int high) throws PictureException {
    if (width == 0) {
      width = wide;
      height = high;
    }
    if (wide != width || high != height || wide == 0 || high == 0) {
      throw damaged("%s x %s pixels in a picture of %s x %s".formatted(wide, high, width, height));
    }
  }

  private int orientation(int length) throws IOException {
    byte[] exif = new byte[length];
    in.readFully(exif);
    ByteBuffer tiff = ByteBuffer.wrap(exif);
    boolean prefixed =
        length >= PREFIX.length && tiff.slice(0, PREFIX.length).equals(ByteBuffer.wrap(PREFIX));
    int from = prefixed ? PREFIX.length : 0;
    return ExifOrientation.inTiff(tiff.slice(from, length - from));
  }

  private static PictureException damaged(String why) {
    return new PictureException(Problem.DAMAGED, "damaged picture (%s)".formatted(why), null);
  }
}
