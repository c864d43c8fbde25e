package org.mixsep.app.model;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.mixsep.AtomicFile;
import org.mixsep.data.ImageShape;
import org.mixsep.training.Heat;

/**
 * A picture as the network gets it, in grey, and over it in colours where the evidence for a class
 * is: from blue, little, through green and yellow to red, most.
 */
final class HeatPicture {
  /** Of the shorter side, at least. */
  private static final int LEAST_SIDE = 224;

  private HeatPicture() {}

  /**
   * Writes, or replaces, a PNG.
   *
   * @param picture [channels, height, width]
   * @throws org.mixsep.InvalidInputException when it cannot be written
   */
  static void write(Path png, byte[] picture, ImageShape shape, Heat heat) {
    BufferedImage drawn = draw(picture, shape, heat);
    AtomicFile.write(
        png,
        channel -> {
          if (!ImageIO.write(drawn, "png", Channels.newOutputStream(channel))) {
            throw new IOException("no encoder of PNG");
          }
        });
  }

  static BufferedImage draw(byte[] picture, ImageShape shape, Heat heat) {
    int shorter = Math.min(shape.height(), shape.width());
    int times = Math.max(1, (LEAST_SIDE + shorter - 1) / shorter);
    int height = times * shape.height();
    int width = times * shape.width();
    BufferedImage drawn = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int grey = grey(picture, shape, y / times * shape.width() + x / times);
        float value = heat.at((y + 0.5) / height, (x + 0.5) / width);
        drawn.setRGB(x, y, mixed(grey, value));
      }
    }
    return drawn;
  }

  private static int grey(byte[] picture, ImageShape shape, int place) {
    int plane = shape.height() * shape.width();
    int sum = 0;
    for (int channel = 0; channel < shape.channels(); channel++) {
      sum += picture[channel * plane + place] & 0xFF;
    }
    return sum / shape.channels();
  }

  /** The more heat, the more of its colour; where there is none, the picture stays. */
  private static int mixed(int grey, float heat) {
    double share = 0.65 * Math.sqrt(heat);
    int rgb = 0;
    for (int channel = 0; channel < 3; channel++) {
      // Three triangles side by side: red above, green in the middle, blue below.
      double centre = 3 - channel;
      double colour = 255 * Math.max(0, Math.min(1, 1.5 - Math.abs(4 * heat - centre)));
      rgb = rgb << 8 | (int) Math.round((1 - share) * grey + share * colour);
    }
    return rgb;
  }
}
