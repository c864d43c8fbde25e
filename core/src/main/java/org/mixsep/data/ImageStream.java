package org.mixsep.data;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.mixsep.InvalidInputException;

/**
 * Images that can be read one after another, so that they need never lie in memory all at once.
 * Nothing is read before {@link #reading} is asked to.
 *
 * @param name what to call the set in messages, such as {@code svhn train}
 * @param shape every image's shape
 * @param classNames names by label
 * @param reading how to read them
 */
public record ImageStream(String name, ImageShape shape, List<String> classNames, Reading reading) {
  public ImageStream {
    classNames = List.copyOf(classNames);
  }

  /** A walk through the images. */
  @FunctionalInterface
  public interface Reading {
    /**
     * Hands over each image's {@link ImageShape#values()} bytes, in order; the array may be used
     * again for the next one.
     *
     * @return the labels, in the same order
     * @throws InvalidInputException when the files are at fault
     */
    int[] into(Consumer<byte[]> sink);
  }

  /** A set that is in memory already. */
  static ImageStream of(ImageSet set) {
    return new ImageStream(
        set.name(),
        set.shape(),
        set.classNames(),
        sink -> {
          byte[] image = new byte[set.shape().values()];
          for (int i = 0; i < set.size(); i++) {
            set.read(i, image);
            sink.accept(image);
          }
          return set.labels();
        });
  }

  /**
   * Reads all images into the heap; {@link ImageSetCache#get} keeps them in a mapped file instead.
   *
   * @throws InvalidInputException when the files are at fault, or hold more than 2 GiB of pixels
   */
  public ImageSet toHeap() {
    ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    int[] labels =
        reading.into(
            image -> {
              requireFits(pixels.size() + (long) image.length);
              pixels.writeBytes(image);
            });
    return new ImageSet(name, shape, ByteBuffer.wrap(pixels.toByteArray()), labels, classNames);
  }

  /** Throws when so many bytes of pixels are more than a set may have. */
  void requireFits(long bytes) {
    if (bytes > ImageSet.MOST_BYTES) {
      throw new InvalidInputException(
          "%s: more than %s images of %s do not fit, a set has at most 2 GiB of pixels; use smaller"
                  .formatted(name, ImageSet.MOST_BYTES / shape.values(), shape)
              + " or fewer images");
    }
  }
}
