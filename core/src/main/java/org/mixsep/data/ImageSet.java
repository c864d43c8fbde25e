package org.mixsep.data;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.mixsep.InvalidInputException;

/**
 * Labelled images of one shape, as they came from their files.
 *
 * <p>Pixels are unsigned bytes, shape [n, channels, height, width], in a heap or a mapped buffer;
 * labels are in {0..classes-1}. Immutable and safe to share between threads.
 */
public final class ImageSet {
  private final String name;
  private final ImageShape shape;
  private final ByteBuffer pixels;
  private final int[] labels;
  private final List<String> classNames;

  /**
   * @param name what to call the set in messages, such as {@code cifar10 test}
   * @param pixels n x {@link ImageShape#values()} bytes, from position 0 to its limit
   * @throws InvalidInputException when sizes disagree or a label has no class
   */
  public ImageSet(
      String name, ImageShape shape, ByteBuffer pixels, int[] labels, List<String> classNames) {
    this.name = name;
    this.shape = shape;
    this.pixels = pixels.asReadOnlyBuffer().rewind();
    this.labels = labels.clone();
    this.classNames = List.copyOf(classNames);
    if (this.pixels.limit() != (long) labels.length * shape.values()) {
      throw new InvalidInputException(
          "%s: %d labels of %s images need %d bytes of pixels, found %d"
              .formatted(
                  name,
                  labels.length,
                  shape,
                  (long) labels.length * shape.values(),
                  this.pixels.limit()));
    }
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= classNames.size()) {
        throw new InvalidInputException(
            "%s: image %d has label %d, expected 0 to %d"
                .formatted(name, i, labels[i], classNames.size() - 1));
      }
    }
  }

  public String name() {
    return name;
  }

  public ImageShape shape() {
    return shape;
  }

  /** Number of images. */
  public int size() {
    return labels.length;
  }

  public int classes() {
    return classNames.size();
  }

  public List<String> classNames() {
    return classNames;
  }

  public int label(int index) {
    return labels[index];
  }

  /** A copy of all labels. */
  public int[] labels() {
    return labels.clone();
  }

  /**
   * Copies image {@code index}'s {@link ImageShape#values()} bytes to the start of {@code into}.
   */
  public void read(int index, byte[] into) {
    pixels.get(index * shape.values(), into, 0, shape.values());
  }

  /** The images at {@code indices}, copied, in that order, under a new name. */
  public ImageSet subset(String newName, int[] indices) {
    int values = shape.values();
    byte[] chosen = new byte[Math.multiplyExact(indices.length, values)];
    int[] chosenLabels = new int[indices.length];
    for (int i = 0; i < indices.length; i++) {
      pixels.get(indices[i] * values, chosen, i * values, values);
      chosenLabels[i] = labels[indices[i]];
    }
    return new ImageSet(newName, shape, ByteBuffer.wrap(chosen), chosenLabels, classNames);
  }

  /** SHA-256, in hexadecimal, over shape, labels and pixels: equal for equal content. */
  public String fingerprint() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      ByteBuffer head = ByteBuffer.allocate(12 + 4 * labels.length);
      head.putInt(shape.channels()).putInt(shape.height()).putInt(shape.width());
      for (int label : labels) {
        head.putInt(label);
      }
      digest.update(head.flip());
      digest.update(pixels.duplicate());
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JVM has SHA-256", e);
    }
  }
}
