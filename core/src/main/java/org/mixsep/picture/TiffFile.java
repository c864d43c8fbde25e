package org.mixsep.picture;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import javax.imageio.stream.ImageInputStream;
import org.mixsep.picture.PictureException.Problem;

/**
 * What a TIFF file says before its pixels (TIFF revision 6.0, 1992): looked at before a decoder
 * takes memory for what a directory claims.
 */
final class TiffFile {
  /** Bytes of a value of each type, from BYTE on, with IFD at the end. */
  private static final int[] TYPE_BYTES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4};

  private static final int SUBFILE = 254;
  private static final int WIDTH = 256;
  private static final int HEIGHT = 257;
  private static final int BITS = 258;
  private static final int COMPRESSION = 259;
  private static final int STRIP_OFFSETS = 273;
  private static final int ORIENTATION = 274;
  private static final int STRIP_BYTES = 279;
  private static final int TILE_WIDTH = 322;
  private static final int TILE_HEIGHT = 323;
  private static final int TILE_OFFSETS = 324;
  private static final int TILE_BYTES = 325;
  private static final int SAMPLE_FORMAT = 339;
  private static final int DNG_VERSION = 50706;

  /** Tags that point to further directories: SubIFDs, Exif, GPS, Interoperability. */
  private static final Set<Integer> POINTERS = Set.of(330, 34665, 34853, 40965);

  private static final Set<Integer> LOOKED_AT =
      Set.of(
          SUBFILE,
          WIDTH,
          HEIGHT,
          BITS,
          COMPRESSION,
          STRIP_OFFSETS,
          ORIENTATION,
          STRIP_BYTES,
          TILE_WIDTH,
          TILE_HEIGHT,
          TILE_OFFSETS,
          TILE_BYTES,
          SAMPLE_FORMAT,
          DNG_VERSION);

  private static final int MOST_TILES = 1 << 20;

  /** None, three of CCITT, LZW, JPEG of technical note 2, deflate by two numbers, PackBits. */
  private static final Set<Long> COMPRESSIONS = Set.of(1L, 2L, 3L, 4L, 5L, 7L, 8L, 32946L, 32773L);

  private static final long JPEG = 7;
  private static final Set<Long> SAMPLE_BITS = Set.of(1L, 2L, 4L, 8L, 16L);

  /** Wider than any tile; a row of one is held in memory. */
  private static final long LONGEST_SIDE = 1 << 16;

  private static final long MOST_TILE_PIXELS = 1 << 24;

  /** Far above what tables before a tile's frame take. */
  private static final int TILE_START = 1 << 12;

  private final ImageInputStream in;
  private final long length;
  private final Map<Integer, long[]> first = new HashMap<>();
  private long claimed;

  private TiffFile(ImageInputStream in) throws IOException {
    this.in = in;
    length = in.length();
  }

  /**
   * Whether a decoder can be given the file.
   *
   * @param in the whole file; left at its beginning
   * @return how its camera was held, as {@link ExifOrientation} counts
   * @throws PictureException when it contradicts itself or is of a kind that is not read
   */
  static int check(ImageInputStream in) throws IOException, PictureException {
    try {
      return new TiffFile(in).checked();
    } catch (EOFException e) {
      throw damaged("it ends early");
    } finally {
      in.seek(0);
    }
  }

  private int checked() throws IOException, PictureException {
    in.seek(0);
    in.setByteOrder(in.read() == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    in.seek(4);
    Deque<Long> waiting = new ArrayDeque<>();
    Set<Long> seen = new HashSet<>();
    waiting.add(in.readUnsignedInt());
    while (!waiting.isEmpty()) {
      long at = waiting.poll();
      if (at > 0 && at < length && seen.add(at)) {
        readDirectory(at, waiting, seen.size() == 1);
      }
    }
    if (seen.isEmpty()) {
      throw damaged("it ends early");
    }
    requireKind();
    requireTiles();
    long orientation = one(ORIENTATION, ExifOrientation.UPRIGHT);
    return orientation >= 1 && orientation <= 8 ? (int) orientation : ExifOrientation.UPRIGHT;
  }

  /** Values that many entries share would be read once for each. */
  private void readDirectory(long at, Deque<Long> waiting, boolean kept)
      throws IOException, PictureException {
    in.seek(at);
    int entries = in.readUnsignedShort();
    claim(12L * entries);
    for (int i = 0; i < entries; i++) {
      in.seek(at + 2 + 12L * i);
      int tag = in.readUnsignedShort();
      int type = in.readUnsignedShort();
      long count = in.readUnsignedInt();
      long bytes = type < TYPE_BYTES.length ? count * TYPE_BYTES[type] : 0;
      if (bytes > 4) {
        claim(bytes);
        in.seek(in.readUnsignedInt());
      }
      if (POINTERS.contains(tag)) {
        for (long pointer : numbers(type, count)) {
          waiting.add(pointer);
        }
      } else if (kept && LOOKED_AT.contains(tag)) {
        first.put(tag, numbers(type, count));
      }
    }
    in.seek(at + 2 + 12L * entries);
    waiting.add(in.readUnsignedInt());
  }

  private void claim(long bytes) throws PictureException {
    claimed += bytes;
    if (claimed > length) {
      throw damaged("its directories claim more than its %s bytes".formatted(length));
    }
  }

  /** Whole numbers; of other types none. */
  private long[] numbers(int type, long count) throws IOException, PictureException {
    if (count > MOST_TILES) {
      throw damaged("%s values where a few are due".formatted(count));
    }
    boolean whole = type == 1 || type == 3 || type == 4 || type == 13;
    long[] values = new long[whole ? (int) count : 0];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (type) {
            case 1 -> in.readUnsignedByte();
            case 3 -> in.readUnsignedShort();
            default -> in.readUnsignedInt();
          };
    }
    return values;
  }

  private long[] all(int tag) {
    return first.getOrDefault(tag, new long[0]);
  }

  private long one(int tag, long otherwise) {
    long[] values = all(tag);
    return values.length == 0 ? otherwise : values[0];
  }

  private void requireKind() throws PictureException {
    boolean raw = first.containsKey(DNG_VERSION) || (one(SUBFILE, 0) & 1) != 0;
    if (raw || !COMPRESSIONS.contains(one(COMPRESSION, 1))) {
      throw notRead(
          raw ? "a camera's raw file" : "a TIFF of compression %s".formatted(one(COMPRESSION, 1)));
    }
    boolean floats = Arrays.stream(all(SAMPLE_FORMAT)).anyMatch(format -> format != 1);
    boolean bits = Arrays.stream(all(BITS)).allMatch(SAMPLE_BITS::contains);
    if (floats || !bits || all(BITS).length > 5) {
      throw notRead(
          floats
              ? "a TIFF of signed or floating-point samples"
              : "a TIFF of %s bits".formatted(Arrays.toString(all(BITS))));
    }
  }

  private void requireTiles() throws IOException, PictureException {
    long width = one(WIDTH, 0);
    long height = one(HEIGHT, 0);
    if (width < 1 || height < 1 || width > Integer.MAX_VALUE || height > Integer.MAX_VALUE) {
      throw damaged("%s x %s pixels".formatted(width, height));
    }
    boolean tiled = first.containsKey(TILE_OFFSETS) || first.containsKey(TILE_WIDTH);
    long across = one(TILE_WIDTH, width);
    long down = one(TILE_HEIGHT, tiled ? 0 : height);
    boolean large =
        across > LONGEST_SIDE || down > LONGEST_SIDE || across * down > MOST_TILE_PIXELS;
    if (tiled && (across < 1 || down < 1 || large)) {
      throw damaged("tiles of %s x %s pixels".formatted(across, down));
    }
    boolean ofTiles = first.containsKey(TILE_OFFSETS);
    long[] offsets = all(ofTiles ? TILE_OFFSETS : STRIP_OFFSETS);
    long[] bytes = all(ofTiles ? TILE_BYTES : STRIP_BYTES);
    for (int i = 0; i < offsets.length; i++) {
      long end = offsets[i] + (i < bytes.length ? bytes[i] : 1);
      if (end > length) {
        throw damaged("it ends early");
      }
      if (one(COMPRESSION, 1) == JPEG) {
        requireFrame(offsets[i], across, down);
      }
    }
  }

  /** A tile brings a JPEG's header of its own. */
  private void requireFrame(long at, long across, long down) throws IOException, PictureException {
    byte[] start = new byte[(int) Math.min(TILE_START, length - at)];
    in.seek(at);
    in.readFully(start);
    JpegHeader frame = JpegHeader.of(start);
    // Widths may be rounded up to whole blocks of two by two blocks.
    boolean fits = frame.width() <= across + 15 && frame.height() <= down + 15;
    if (!fits || frame.bits() != 8 || frame.progressive()) {
      throw damaged("it holds a JPEG that is none of its tiles");
    }
  }

  private static PictureException notRead(String what) {
    return new PictureException(Problem.NO_PICTURE, PictureKind.refusalOf(what), null);
  }

  private static PictureException damaged(String why) {
    return new PictureException(Problem.DAMAGED, "damaged picture (%s)".formatted(why), null);
  }
}
