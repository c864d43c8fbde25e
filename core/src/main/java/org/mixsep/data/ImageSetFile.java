package org.mixsep.data;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.mixsep.CacheFile;

/**
 * The payload of a {@link CacheFile} that holds one image set:
 *
 * <pre>
 * bytes  pixels, images x channels x height x width
 * the description, big-endian:
 *   utf    name
 *   int32  channels, height, width
 *   int32  classes, then a utf name per class
 *   int32  images, then an int32 label per image
 * int32  length of the description
 * </pre>
 *
 * where utf is Java's length-prefixed modified UTF-8. Pixels come first, so that they can be
 * written before their number and their labels are known, and be mapped. Whether a file is whole is
 * the cache file's business: what is read here was checked to the last bit before.
 */
final class ImageSetFile {
  private static final int BUFFER = 1 << 20;

  private ImageSetFile() {}

  static void write(ImageStream images, CacheFile.Sink sink) throws IOException {
    PixelBuffer pixels = new PixelBuffer(images, sink);
    int[] labels;
    try {
      labels = images.reading().into(pixels::add);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    pixels.flush();
    byte[] description = description(images, labels);
    sink.put(ByteBuffer.wrap(description));
    sink.put(ByteBuffer.allocate(4).putInt(0, description.length));
  }

  /** Collects images to larger blocks. */
  private static final class PixelBuffer {
    private final ImageStream images;
    private final CacheFile.Sink sink;
    private final ByteBuffer buffer;
    private long bytes;

    PixelBuffer(ImageStream images, CacheFile.Sink sink) {
      this.images = images;
      this.sink = sink;
      this.buffer = ByteBuffer.allocateDirect(Math.max(BUFFER, images.shape().values()));
    }

    void add(byte[] image) {
      bytes += image.length;
      images.requireFits(bytes);
      if (buffer.remaining() < image.length) {
        try {
          flush();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      buffer.put(image);
    }

    void flush() throws IOException {
      sink.put(buffer.flip());
      buffer.clear();
    }
  }

  private static byte[] description(ImageStream images, int[] labels) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeUTF(images.name());
    out.writeInt(images.shape().channels());
    out.writeInt(images.shape().height());
    out.writeInt(images.shape().width());
    out.writeInt(images.classNames().size());
    for (String name : images.classNames()) {
      out.writeUTF(name);
    }
    out.writeInt(labels.length);
    for (int label : labels) {
      out.writeInt(label);
    }
    return bytes.toByteArray();
  }

  /**
   * Maps the set of a whole file.
   *
   * @param payloadBytes as {@link CacheFile#wholePayload} says
   */
  static ImageSet map(Path file, long payloadBytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long end = CacheFile.HEADER_BYTES + payloadBytes - 4;
      int descriptionBytes = read(channel, end, 4).getInt();
      if (descriptionBytes < 0 || descriptionBytes > payloadBytes - 4) {
        throw new IOException("no description");
      }
      long pixelBytes = payloadBytes - 4 - descriptionBytes;
      ByteBuffer description = read(channel, end - descriptionBytes, descriptionBytes);
      ByteBuffer pixels =
          channel.map(FileChannel.MapMode.READ_ONLY, CacheFile.HEADER_BYTES, pixelBytes);
      return set(new DataInputStream(new ByteArrayInputStream(description.array())), pixels);
    }
  }

  private static ImageSet set(DataInputStream in, ByteBuffer pixels) throws IOException {
    String name = in.readUTF();
    ImageShape shape = new ImageShape(in.readInt(), in.readInt(), in.readInt());
    List<String> classNames = new ArrayList<>();
    for (int classes = in.readInt(); classNames.size() < classes; ) {
      classNames.add(in.readUTF());
    }
    int images = in.readInt();
    if (images < 0 || images > in.available() / Integer.BYTES) {
      throw new IOException("fewer labels than it claims");
    }
    int[] labels = new int[images];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = in.readInt();
    }
    return new ImageSet(name, shape, pixels, labels, classNames);
  }

  private static ByteBuffer read(FileChannel channel, long from, int bytes) throws IOException {
    ByteBuffer into = ByteBuffer.allocate(bytes);
    while (into.hasRemaining()) {
      if (channel.read(into, from + into.position()) < 0) {
        throw new IOException("ends early");
      }
    }
    return into.flip();
  }
}
