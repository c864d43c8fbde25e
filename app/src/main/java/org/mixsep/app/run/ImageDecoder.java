package org.mixsep.app.run;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import org.mixsep.data.ImageShape;

/**
 * Reads image files as a network takes them: uint8 values in the order of an {@link ImageShape}.
 *
 * <p>Decoded by ImageIO; an image of another size is squeezed to the network's (halved by averaging
 * as often as that leaves it larger, the rest bilinear), one of the same size is taken as it is.
 * Transparency lets black through. A network of one channel gets the luma of ITU-R BT.601.
 */
final class ImageDecoder {
  /** More than any camera takes; keeps a small file from unpacking to more than the memory. */
  private static final long MOST_PIXELS = 200_000_000;

  private final ImageShape shape;

  /**
   * @param shape with one or three channels
   */
  ImageDecoder(ImageShape shape) {
    if (shape.channels() != 1 && shape.channels() != 3) {
      throw new IllegalArgumentException("image files have no " + shape.channels() + " channels");
    }
    this.shape = shape;
  }

  /**
   * The pixels of one file, [channels, height, width].
   *
   * @throws IOException when it is missing, no image or damaged; the message says why
   */
  byte[] read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(Files.exists(file) ? "not a file" : "no such file");
    }
    return planes(resized(rgb(decoded(file))));
  }

  private static BufferedImage decoded(Path file) throws IOException {
    try (FileImageInputStream in = new FileImageInputStream(file.toFile())) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new IOException("no image of a known format");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
        if (pixels > MOST_PIXELS) {
          throw new IOException("too large: " + pixels + " pixels");
        }
        return reader.read(0);
      } catch (RuntimeException e) { // ImageIO's readers throw all kinds on damaged files
        throw new IOException("damaged: " + e.getMessage(), e);
      } finally {
        reader.dispose();
      }
    }
  }

  private static BufferedImage rgb(BufferedImage image) {
    BufferedImage rgb =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
    // Drawn, since getRGB takes greys for linear light and makes them brighter.
    Graphics2D graphics = rgb.createGraphics();
    graphics.drawImage(image, 0, 0, null);
    graphics.dispose();
    return rgb;
  }

  private BufferedImage resized(BufferedImage image) {
    BufferedImage now = image;
    while (now.getWidth() >= 2 * shape.width() || now.getHeight() >= 2 * shape.height()) {
      int width = now.getWidth() >= 2 * shape.width() ? now.getWidth() / 2 : now.getWidth();
      int height = now.getHeight() >= 2 * shape.height() ? now.getHeight() / 2 : now.getHeight();
      now = scaled(now, width, height);
    }
    boolean fits = now.getWidth() == shape.width() && now.getHeight() == shape.height();
    return fits ? now : scaled(now, shape.width(), shape.height());
  }

  /** Bilinear: at exactly half the size, the mean of two by two pixels. */
  private static BufferedImage scaled(BufferedImage image, int width, int height) {
    BufferedImage to = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = to.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(image, 0, 0, width, height, null);
    graphics.dispose();
    return to;
  }

  private byte[] planes(BufferedImage image) {
    int plane = shape.height() * shape.width();
    int[] pixels = image.getRGB(0, 0, shape.width(), shape.height(), null, 0, shape.width());
    byte[] values = new byte[shape.values()];
    for (int i = 0; i < plane; i++) {
      int red = pixels[i] >> 16 & 255;
      int green = pixels[i] >> 8 & 255;
      int blue = pixels[i] & 255;
      if (shape.channels() == 1) {
        values[i] = (byte) Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
      } else {
        values[i] = (byte) red;
        values[plane + i] = (byte) green;
        values[2 * plane + i] = (byte) blue;
      }
    }
    return values;
  }
}
