package org.mixsep.data;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.mixsep.AtomicFile;
import org.mixsep.InvalidInputException;

/**
 * Reads MNIST (LeCun et al., 1998) and Fashion-MNIST (Xiao et al., 2017) in the IDX layout of their
 * makers, plain or compressed by gzip: images of 1x28x28, white on black.
 *
 * <p>Files may hold any number of images, so that a sample will do, but every class needs one.
 */
public final class IdxFiles implements ImageSource {
  private static final int IMAGES = 0x803; // unsigned bytes, three dimensions
  private static final int LABELS = 0x801; // unsigned bytes, one dimension
  private static final int SIDE = 28;

  /** Of an image. */
  public static final ImageShape SHAPE = new ImageShape(1, SIDE, SIDE);

  /** The best that deflate can do; a file that claims to hold more than this lies. */
  private static final long MOST_COMPRESSED = 1032;

  /** The sets in this layout. */
  public enum Kind {
    MNIST("mnist", IntStream.range(0, 10).mapToObj(Integer::toString).toList()),
    FASHION_MNIST(
        "fashion-mnist",
        List.of(
            "T-shirt/top",
            "trouser",
            "pullover",
            "dress",
            "coat",
            "sandal",
            "shirt",
            "sneaker",
            "bag",
            "ankle boot"));

    private final String set;
    private final List<String> classNames;

    Kind(String set, List<String> classNames) {
      this.set = set;
      this.classNames = classNames;
    }
  }

  private final Kind kind;
  private final Path folder;

  /**
   * @param folder of 60,000 training images and 10,000 test images, two files each
   */
  public IdxFiles(Kind kind, Path folder) {
    this.kind = kind;
    this.folder = folder;
  }

  @Override
  public ImageShape shape() {
    return SHAPE;
  }

  @Override
  public ImageSet read(Part part) {
    return read(kind, folder, part.word(), part == Part.TRAIN ? "train" : "t10k");
  }

  private static ImageSet read(Kind kind, Path folder, String split, String prefix) {
    Path imageFile = file(kind, folder, prefix + "-images-idx3-ubyte", prefix);
    Path labelFile = file(kind, folder, prefix + "-labels-idx1-ubyte", prefix);
    byte[] pixels = read(imageFile, IMAGES, SIDE, SIDE);
    byte[] bytes = read(labelFile, LABELS);
    int images = pixels.length / (SIDE * SIDE);
    if (images != bytes.length) {
      throw new InvalidInputException(
          "%s: %s labels, but %s holds %s images; fetch both again"
              .formatted(labelFile, bytes.length, imageFile.getFileName(), images));
    }
    int[] labels = new int[images];
    for (int i = 0; i < images; i++) {
      labels[i] = bytes[i] & 0xFF;
      if (labels[i] >= kind.classNames.size()) {
        throw new InvalidInputException(
            "%s: label %s, byte %s: %s, expected 0 to %s; not a file of %s, or damaged"
                .formatted(labelFile, i, 8 + i, labels[i], kind.classNames.size() - 1, kind.set));
      }
    }
    LabelChecks.requireEveryClass(labels, kind.classNames, labelFile, split);
    return new ImageSet(
        kind.set + " " + split, SHAPE, ByteBuffer.wrap(pixels), labels, kind.classNames);
  }

  private static Path file(Kind kind, Path folder, String name, String prefix) {
    String files = "%s-images-idx3-ubyte and %s-labels-idx1-ubyte, plain or .gz";
    String wanted = files.formatted(prefix, prefix);
    if (!Files.isDirectory(folder)) {
      throw MissingFiles.folder(folder, kind.set, wanted);
    }
    return Stream.of(name, name + ".gz")
        .map(folder::resolve)
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(() -> MissingFiles.file(folder.resolve(name), kind.set, wanted));
  }

  /**
   * The bytes after the header.
   *
   * @param sides what every dimension but the first has to be
   */
  private static byte[] read(Path file, int magic, int... sides) {
    try (PushbackInputStream raw = new PushbackInputStream(open(file), 2)) {
      boolean compressed = isGzip(raw);
      long most = Files.size(file) * (compressed ? MOST_COMPRESSED : 1);
      DataInputStream in =
          new DataInputStream(
              compressed
                  ? GzipCompressorInputStream.builder()
                      .setInputStream(raw)
                      .setDecompressConcatenated(true)
                      .get()
                  : raw);
      return read(file, in, most, magic, sides);
    } catch (EOFException e) {
      throw damaged(file, "it ends early", e);
    } catch (IOException e) {
      throw damaged(file, AtomicFile.reason(e), e);
    }
  }

  private static byte[] read(Path file, DataInputStream in, long most, int magic, int... sides)
      throws IOException {
    int found = in.readInt();
    if (found != magic) {
      throw damaged(file, "it begins with 0x%08x, expected 0x%08x".formatted(found, magic), null);
    }
    int count = in.readInt();
    long bytes = count;
    for (int i = 0; i < sides.length; i++) {
      int side = in.readInt();
      if (side != sides[i]) {
        throw damaged(
            file, "byte %s: side %s, expected %s".formatted(8 + 4 * i, side, sides[i]), null);
      }
      bytes *= side;
    }
    if (count < 1 || bytes > Math.min(most, ImageSet.MOST_BYTES)) {
      throw damaged(file, "byte 4: %s items do not fit into it".formatted(count), null);
    }
    if (bytes > Runtime.getRuntime().maxMemory()) {
      throw new InvalidInputException(
          "%s: its %s bytes do not fit into Java's heap; give it more by -Xmx (MIXSEP_JAVA_OPTS)"
              .formatted(file, bytes));
    }
    byte[] content = in.readNBytes((int) bytes);
    if (content.length < bytes) {
      throw damaged(
          file, "%s bytes after its header, expected %s".formatted(content.length, bytes), null);
    }
    if (in.read() >= 0) {
      throw damaged(file, "more than %s bytes after its header".formatted(bytes), null);
    }
    return content;
  }

  private static InputStream open(Path file) throws IOException {
    return new BufferedInputStream(Files.newInputStream(file), 1 << 16);
  }

  private static boolean isGzip(PushbackInputStream in) throws IOException {
    byte[] start = in.readNBytes(2);
    in.unread(start);
    return start.length == 2 && (start[0] & 0xFF) == 0x1F && (start[1] & 0xFF) == 0x8B;
  }

  private static InvalidInputException damaged(Path file, String how, Exception cause) {
    return new InvalidInputException(
        "%s: damaged or no IDX file: %s; fetch it again".formatted(file, how), cause);
  }
}
