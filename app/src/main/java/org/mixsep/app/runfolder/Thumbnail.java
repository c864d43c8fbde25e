package org.mixsep.app.runfolder;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import org.mixsep.data.ImageSet;
import org.mixsep.data.ImageShape;

/** Small pictures of an image set's images. */
final class Thumbnail {
  /** Longest side; larger images are made smaller, smaller ones stay as they are. */
  private static final int SIDE = 64;

  private Thumbnail() {}

  /** A PNG file's bytes; of three channels red, green and blue, else the first one as grey. */
  static byte[] png(ImageSet images, int index) {
    BufferedImage picture = picture(images, index);
    int longest = Math.max(picture.getWidth(), picture.getHeight());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(longest > SIDE ? smaller(picture, longest) : picture, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory takes every byte
    }
    return bytes.toByteArray();
  }

  private static BufferedImage picture(ImageSet images, int index) {
    ImageShape shape = images.shape();
    byte[] pixels = new byte[shape.values()];
    images.read(index, pixels);
    int plane = shape.height() * shape.width();
    int next = shape.channels() == 3 ? plane : 0;
    BufferedImage picture =
        new BufferedImage(shape.width(), shape.height(), BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < plane; i++) {
      int red = pixels[i] & 0xFF;
      int green = pixels[i + next] & 0xFF;
      int blue = pixels[i + 2 * next] & 0xFF;
      picture.setRGB(i % shape.width(), i / shape.width(), red << 16 | green << 8 | blue);
    }
    return picture;
  }

  private static BufferedImage smaller(BufferedImage picture, int longest) {
    int width = Math.max(1, picture.getWidth() * SIDE / longest);
    int height = Math.max(1, picture.getHeight() * SIDE / longest);
    BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = small.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    graphics.drawImage(picture, 0, 0, width, height, null);
    graphics.dispose();
    return small;
  }
}
