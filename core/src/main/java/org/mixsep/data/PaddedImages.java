package org.mixsep.data;

import java.nio.ByteBuffer;

/**
 * Small grey images put into the middle of larger ones of black, and repeated in three channels:
 * what makes 1x28x28 fit networks for 3x32x32.
 */
public final class PaddedImages {
  private PaddedImages() {}

  /**
   * A source of padded images.
   *
   * @param images one channel, or as many as {@code shape}
   * @param shape at least as high and wide
   */
  public static ImageSource of(ImageSource images, ImageShape shape) {
    return new Padded(images, shape);
  }

  private record Padded(ImageSource images, ImageShape shape) implements ImageSource {
    @Override
    public ImageSet read(Part part) {
      return PaddedImages.of(images.read(part), shape);
    }

    @Override
    public ImageSet read(Part part, ImageSetCache cache) {
      return PaddedImages.of(images.read(part, cache), shape);
    }
  }

  /**
   * @param images one channel, or as many as {@code shape}
   * @param shape at least as high and wide; an odd rest goes below and to the right
   * @throws IllegalArgumentException when the images do not fit
   */
  public static ImageSet of(ImageSet images, ImageShape shape) {
    ImageShape old = images.shape();
    int top = (shape.height() - old.height()) / 2;
    int left = (shape.width() - old.width()) / 2;
    if (shape.height() < old.height()
        || shape.width() < old.width()
        || old.channels() != 1 && old.channels() != shape.channels()) {
      throw new IllegalArgumentException(old + " images do not fit into " + shape);
    }
    byte[] padded = new byte[Math.multiplyExact(images.size(), shape.values())];
    byte[] image = new byte[old.values()];
    int plane = old.height() * old.width();
    for (int i = 0; i < images.size(); i++) {
      images.read(i, image);
      for (int c = 0; c < shape.channels(); c++) {
        int from = old.channels() == 1 ? 0 : c * plane;
        for (int y = 0; y < old.height(); y++) {
          int row = (c * shape.height() + top + y) * shape.width() + left;
          System.arraycopy(
              image, from + y * old.width(), padded, i * shape.values() + row, old.width());
        }
      }
    }
    return new ImageSet(
        images.name(), shape, ByteBuffer.wrap(padded), images.labels(), images.classNames());
  }
}
