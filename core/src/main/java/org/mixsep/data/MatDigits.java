package org.mixsep.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import org.mixsep.AtomicFile;
import org.mixsep.InvalidInputException;
import us.hebi.matlab.mat.format.Mat5Tag;
import us.hebi.matlab.mat.format.Mat5Type;
import us.hebi.matlab.mat.types.Source;
import us.hebi.matlab.mat.types.Sources;

/**
 * Walks once through a MATLAB 5 file with SVHN's two variables: X, uint8, 32 x 32 x 3 x n (row,
 * column, channel, image; the row runs fastest), and y, n labels 1 to 10.
 *
 * <p>MFL's own reader would hold a variable whole and believe any length a file claims. So only its
 * tags and inflating sources are used, and pixels are passed on as they come.
 */
final class MatDigits {
  private static final int SIDE = 32;
  private static final int PLANE = SIDE * SIDE;
  private static final int IMAGE = 3 * PLANE;
  private static final int HEADER = 128;
  private static final int BUFFER = 1 << 16;
  private static final int MOST_DIMENSIONS = 32;
  private static final int LONGEST_NAME = 256;
  private static final int CLASS_UINT8 = 9;
  private static final int COMPLEX = 0x800;

  private final Path file;
  private final Consumer<byte[]> sink;
  private final Source root;
  private final long length;
  private int images = -1;
  private int[] labels;

  private MatDigits(Path file, Consumer<byte[]> sink, Source root, long length) {
    this.file = file;
    this.sink = sink;
    this.root = root;
    this.length = length;
  }

  /**
   * Hands over all images of a file as 3x32x32 planes.
   *
   * @return the labels, 0 to 9
   * @throws InvalidInputException when the file cannot be read, is damaged, or holds something else
   */
  static int[] read(Path file, Consumer<byte[]> sink) {
    try (Source root =
        Sources.wrapInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER))) {
      MatDigits digits = new MatDigits(file, sink, root, Files.size(file));
      try {
        return digits.readAll();
      } catch (EOFException e) {
        throw digits.damaged("it ends early", e);
      } catch (IOException | RuntimeException e) {
        // MFL meets damage with exceptions of many kinds; ours pass through.
        throw e instanceof InvalidInputException ours ? ours : digits.damaged(reason(e), e);
      }
    } catch (IOException e) {
      throw new InvalidInputException(
          "%s: cannot be read (%s)".formatted(file, AtomicFile.reason(e)), e);
    }
  }

  private int[] readAll() throws IOException {
    readHeader();
    while (root.getPosition() < length) {
      readElement();
    }
    if (images < 0 || labels == null) {
      throw damaged("it holds no variable " + (images < 0 ? "X" : "y"), null);
    }
    if (images != labels.length) {
      throw damaged("X has %s images, but y %s labels".formatted(images, labels.length), null);
    }
    return labels;
  }

  private void readHeader() throws IOException {
    byte[] header = new byte[HEADER];
    root.readBytes(header, 0, HEADER);
    String start = new String(header, 0, 10, StandardCharsets.ISO_8859_1);
    boolean little = header[126] == 'I' && header[127] == 'M';
    boolean big = header[126] == 'M' && header[127] == 'I';
    int version = little ? header[125] : header[124];
    if (!start.equals("MATLAB 5.0") || !(little || big) || version != 1) {
      throw damaged("it is no MATLAB 5 file", null);
    }
    root.order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
  }

  /** One variable of the file, compressed or not. */
  private void readElement() throws IOException {
    Mat5Tag tag = tag(root);
    long end = root.getPosition() + tag.getNumBytes();
    if (end > length) {
      throw damaged("it ends early", null);
    }
    switch (tag.getType()) {
      case Compressed -> {
        Source inflated = root.readInflated(tag.getNumBytes(), BUFFER);
        expect(tag(inflated).getType() == Mat5Type.Matrix, "a variable");
        if (readVariable(inflated)) {
          expect(isAtEnd(inflated), "the end of a variable");
        }
      }
      case Matrix -> readVariable(root);
      default -> throw damaged("it holds something else than variables", null);
    }
    expect(root.getPosition() <= end, "the end of a variable");
    root.skip(end - root.getPosition());
  }

  /** Whether nothing follows; the end's own checksum is compared on the way. */
  private static boolean isAtEnd(Source inflated) throws IOException {
    try {
      inflated.readByte();
      return false;
    } catch (EOFException e) {
      return true;
    }
  }

  /**
   * @return whether it was one of ours, and hence was read to its end
   */
  private boolean readVariable(Source source) throws IOException {
    int[] flags = ints(source, Mat5Type.UInt32, 2, 2);
    int[] dimensions = ints(source, Mat5Type.Int32, 2, MOST_DIMENSIONS);
    Mat5Tag nameTag = tag(source);
    expect(
        nameTag.getType() == Mat5Type.Int8 && nameTag.getNumBytes() <= LONGEST_NAME,
        "a variable's name");
    byte[] bytes = new byte[nameTag.getNumBytes()];
    source.readBytes(bytes, 0, bytes.length);
    source.skip(nameTag.getPadding());
    String name = new String(bytes, StandardCharsets.US_ASCII);
    if (name.equals("X") && images < 0) {
      expect((flags[0] & 0xFF) == CLASS_UINT8 && (flags[0] & COMPLEX) == 0, "uint8 values in X");
      readImages(source, dimensions);
    } else if (name.equals("y") && labels == null) {
      expect((flags[0] & COMPLEX) == 0, "real values in y");
      readLabels(source, dimensions);
    } else {
      return false;
    }
    return true;
  }

  private void readImages(Source source, int[] dimensions) throws IOException {
    int[] four = Arrays.copyOf(dimensions, 4);
    if (dimensions.length == 3) {
      four[3] = 1; // MATLAB leaves out a last side of 1
    }
    boolean fits =
        dimensions.length <= 4 && four[0] == SIDE && four[1] == SIDE && four[2] == 3 && four[3] > 0;
    expect(fits, "X of 32 x 32 x 3 x n instead of " + Arrays.toString(dimensions));
    Mat5Tag tag = tag(source);
    expect(
        tag.getType() == Mat5Type.UInt8 && tag.getNumBytes() == (long) four[3] * IMAGE,
        "%s images in X".formatted(four[3]));
    byte[] columns = new byte[IMAGE];
    byte[] rows = new byte[IMAGE];
    for (int n = 0; n < four[3]; n++) {
      source.readBytes(columns, 0, IMAGE);
      for (int at = 0; at < IMAGE; at++) {
        int place = at % PLANE;
        rows[at] = columns[at - place + place % SIDE * SIDE + place / SIDE];
      }
      sink.accept(rows);
    }
    source.skip(tag.getPadding());
    images = four[3];
  }

  private void readLabels(Source source, int[] dimensions) throws IOException {
    boolean vector = dimensions.length == 2 && Math.min(dimensions[0], dimensions[1]) == 1;
    expect(vector, "y of n x 1 instead of " + Arrays.toString(dimensions));
    int count = Math.max(dimensions[0], dimensions[1]);
    Mat5Tag tag = tag(source);
    expect(
        tag.getNumBytes() == (long) count * tag.getType().bytes(),
        "%s labels in y".formatted(count));
    int[] found = new int[Math.min(count, 1 << 16)];
    for (int i = 0; i < count; i++) {
      if (i == found.length) { // as long as what is there, whatever the file claims
        found = Arrays.copyOf(found, Math.min(count, 2 * i));
      }
      double label = number(source, tag.getType());
      expect(label >= 1 && label <= 10 && label == Math.rint(label), label(i, label));
      found[i] = (int) label % 10;
    }
    source.skip(tag.getPadding());
    labels = found;
  }

  private static String label(int index, double label) {
    return "labels 1 to 10 in y, where label %s is %s".formatted(index, label);
  }

  private double number(Source source, Mat5Type type) throws IOException {
    return switch (type) {
      case Int8 -> source.readByte();
      case UInt8 -> source.readByte() & 0xFF;
      case Int16 -> source.readShort();
      case UInt16 -> source.readShort() & 0xFFFF;
      case Int32 -> source.readInt();
      case UInt32 -> source.readInt() & 0xFFFFFFFFL;
      case Int64, UInt64 -> source.readLong();
      case Single -> source.readFloat();
      case Double -> source.readDouble();
      default -> throw damaged("y holds no numbers", null);
    };
  }

  private int[] ints(Source source, Mat5Type type, int least, int most) throws IOException {
    Mat5Tag tag = tag(source);
    int count = tag.getNumBytes() / 4;
    expect(tag.getType() == type && count >= least && count <= most, "a variable's description");
    int[] values = new int[count];
    source.readInts(values, 0, count);
    source.skip(tag.getPadding());
    return values;
  }

  private Mat5Tag tag(Source source) throws IOException {
    Mat5Tag tag = Mat5Tag.readTag(source);
    expect(tag.getNumBytes() >= 0, "a length");
    return tag;
  }

  private void expect(boolean holds, String what) {
    if (!holds) {
      throw damaged("expected " + what, null);
    }
  }

  private InvalidInputException damaged(String how, Exception cause) {
    return new InvalidInputException(
        "%s: damaged or no file of svhn, up to byte %s: %s; fetch it again"
            .formatted(file, root.getPosition(), how),
        cause);
  }

  private static String reason(Exception e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message.replaceAll("\\s+", " ");
  }
}
