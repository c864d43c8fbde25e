package org.mixsep.data;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.mixsep.InvalidInputException;

/**
 * Labelled images of one shape, as they came from their files.
 *
 * <p>Pixels are unsigned bytes, shape [n, channels, height, width], in a heap or a mapped buffer.
 * Immutable and safe to share between threads.
 */
public final class ImageSet extends LabelledImages {
  /** The most bytes of pixels of one set. */
  static final long MOST_BYTES = Integer.MAX_VALUE;

  private final ByteBuffer pixels;

  /** Where each image lies among {@link #pixels}; null when they lie in order. */
  private final int[] places;

  /**
   * @param name what to call the set in messages, such as {@code cifar10 test}
   * @param pixels n x {@link ImageShape#values()} bytes, from position 0 to its limit
   * @throws InvalidInputException when sizes disagree or a label has no class
   */
  public ImageSet(
      String name, ImageShape shape, ByteBuffer pixels, int[] labels, List<String> classNames) {
    super(name, shape, labels, classNames);
    this.pixels = pixels.asReadOnlyBuffer().rewind();
    this.places = null;
    if (this.pixels.limit() != (long) labels.length * shape.values()) {
      throw new InvalidInputException(
          "%s: %s labels of %s images need %s bytes of pixels, found %s"
              .formatted(
                  name,
                  labels.length,
                  shape,
                  (long) labels.length * shape.values(),
                  this.pixels.limit()));
    }
  }

  private ImageSet(String name, ImageSet source, int[] indices) {
    super(
        name,
        source.shape(),
        Arrays.stream(indices).map(source::label).toArray(),
        source.classNames());
    this.pixels = source.pixels;
    this.places = Arrays.stream(indices).map(source::place).toArray();
  }

  /**
   * Copies image {@code index}'s {@link ImageShape#values()} bytes to the start of {@code into}.
   */
  public void read(int index, byte[] into) {
    int values = shape().values();
    pixels.get(place(index) * values, into, 0, values);
  }

  /** The images at {@code indices}, in that order, under a new name; shares their pixels. */
  public ImageSet subset(String newName, int[] indices) {
    return new ImageSet(newName, this, indices);
  }

  /** SHA-256, in hexadecimal, over shape, labels and pixels: equal for equal content. */
  public String fingerprint() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      int[] labels = labels();
      ByteBuffer head = ByteBuffer.allocate(12 + 4 * labels.length);
      head.putInt(shape().channels()).putInt(shape().height()).putInt(shape().width());
      for (int label : labels) {
        head.putInt(label);
      }
      digest.update(head.flip());
      byte[] image = new byte[shape().values()];
      for (int i = 0; i < size(); i++) {
        read(i, image);
        digest.update(image);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JVM has SHA-256", e);
    }
  }

  private int place(int index) {
    return places == null ? index : places[index];
  }
}
