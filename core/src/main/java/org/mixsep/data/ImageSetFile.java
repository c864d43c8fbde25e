package org.mixsep.data;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.mixsep.InvalidInputException;

/**
 * The binary file of one image set, big-endian:
 *
 * <pre>
 * int64  magic "MIXSETS\n"      int32  version
 * utf    key                    utf    name
 * int32  channels, height, width
 * int32  classes, then a utf name per class
 * int32  images, then an int32 label per image
 * bytes  pixels, images x channels x height x width
 * int64  CRC-32C of all before
 * </pre>
 *
 * where utf is Java's length-prefixed modified UTF-8. Pixels are copied as they are.
 */
final class ImageSetFile {
  private static final long MAGIC = 0x4D4958534554530AL; // "MIXSETS\n"
  private static final int VERSION = 1;
  private static final int BUFFER = 1 << 16;

  private ImageSetFile() {}

  /** Writes the set over {@code file} and forces it to disk. */
  static void write(ImageSet set, Path file, String key) throws IOException {
    CRC32C sum = new CRC32C();
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      OutputStream buffered = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
      DataOutputStream out = new DataOutputStream(new CheckedOutputStream(buffered, sum));
      writeHead(set, key, out);
      byte[] image = new byte[set.shape().values()];
      for (int i = 0; i < set.size(); i++) {
        set.read(i, image);
        out.write(image);
      }
      out.writeLong(sum.getValue());
      out.flush();
      channel.force(true);
    }
  }

  private static void writeHead(ImageSet set, String key, DataOutputStream out) throws IOException {
    out.writeLong(MAGIC);
    out.writeInt(VERSION);
    out.writeUTF(key);
    out.writeUTF(set.name());
    out.writeInt(set.shape().channels());
    out.writeInt(set.shape().height());
    out.writeInt(set.shape().width());
    out.writeInt(set.classes());
    for (String name : set.classNames()) {
      out.writeUTF(name);
    }
    out.writeInt(set.size());
    for (int label : set.labels()) {
      out.writeInt(label);
    }
  }

  /**
   * Reads the set of {@code key}.
   *
   * @throws IOException when the file cannot be read, is damaged, or holds another key's set
   */
  static ImageSet read(Path file, String key) throws IOException {
    CRC32C sum = new CRC32C();
    long length = Files.size(file);
    try (BufferedInputStream buffered =
            new BufferedInputStream(Files.newInputStream(file), BUFFER);
        DataInputStream in = new DataInputStream(new CheckedInputStream(buffered, sum))) {
      expect(in.readLong() == MAGIC && in.readInt() == VERSION, "not an image set of this version");
      expect(in.readUTF().equals(key), "another key's image set");
      String name = in.readUTF();
      ImageShape shape = new ImageShape(in.readInt(), in.readInt(), in.readInt());
      long values =
          Math.multiplyExact((long) shape.channels() * shape.height(), (long) shape.width());
      List<String> classNames = new ArrayList<>();
      for (int classes = in.readInt(); classNames.size() < classes; ) {
        classNames.add(in.readUTF());
      }
      // Counts are believed only as far as the file is long: a damaged one may ask for anything.
      int images = in.readInt();
      expect(images >= 0 && Math.multiplyExact(images, values + 4) < length, "short file");
      int[] labels = new int[images];
      for (int i = 0; i < images; i++) {
        labels[i] = in.readInt();
      }
      byte[] pixels = new byte[Math.multiplyExact(images, shape.values())];
      in.readFully(pixels);
      long expected = sum.getValue();
      expect(in.readLong() == expected && in.read() < 0, "damaged file");
      return new ImageSet(name, shape, ByteBuffer.wrap(pixels), labels, classNames);
    } catch (IllegalArgumentException | ArithmeticException | InvalidInputException e) {
      throw new IOException("damaged file", e);
    }
  }

  private static void expect(boolean condition, String otherwise) throws IOException {
    if (!condition) {
      throw new IOException(otherwise);
    }
  }
}
