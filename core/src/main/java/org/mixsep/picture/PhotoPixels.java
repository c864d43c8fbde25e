package org.mixsep.picture;

import java.awt.Graphics2D;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.Optional;
import javax.imageio.stream.ImageInputStream;

/** From what a decoder gives, in whatever layout and colours, to red, green and blue. */
final class PhotoPixels {
  /** Rows that are converted together. */
  private static final int STRIP = 64;

  private PhotoPixels() {}

  /** In sRGB, by the profile that Java's reader of PNG leaves out; of JPEG it is taken already. */
  static BufferedImage inItsColours(BufferedImage image, ImageInputStream in) throws IOException {
    Optional<ICC_Profile> profile =
        PngChunks.profile(in).filter(found -> found.getColorSpaceType() == ColorSpace.TYPE_RGB);
    return profile.isEmpty() || isGrey(image) ? image : inStandardColours(image, profile.get());
  }

  /** In sRGB what is of another RGB. */
  static BufferedImage inStandardColours(BufferedImage image, ICC_Profile profile) {
    BufferedImage plain =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_4BYTE_ABGR);
    Graphics2D graphics = plain.createGraphics();
    graphics.drawImage(image, 0, 0, null);
    graphics.dispose();
    ColorModel colours =
        new ComponentColorModel(
            new ICC_ColorSpace(profile),
            true,
            false,
            Transparency.TRANSLUCENT,
            DataBuffer.TYPE_BYTE);
    BufferedImage coloured = new BufferedImage(colours, plain.getRaster(), false, null);
    BufferedImage standard =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_ARGB);
    return new ColorConvertOp(null).filter(coloured, standard); // drawing would not look at it
  }

  static Photo photo(BufferedImage image) {
    return isGrey(image) ? fromGrey(image) : fromColour(image);
  }

  private static boolean isGrey(BufferedImage image) {
    ColorModel colours = image.getColorModel();
    return colours.getColorSpace().getType() == ColorSpace.TYPE_GRAY
        && !(colours instanceof IndexColorModel);
  }

  /**
   * Java takes some kinds of grey for linear light and brightens them; files mean what they say.
   */
  private static Photo fromGrey(BufferedImage image) {
    Raster raster = image.getRaster();
    int width = image.getWidth();
    int shift = raster.getDataBuffer().getDataType() == DataBuffer.TYPE_USHORT ? 8 : 0;
    int bits = image.getColorModel().getComponentSize(0);
    int largest = bits < 8 ? (1 << bits) - 1 : 255;
    boolean alpha = image.getColorModel().hasAlpha();
    int[] rgb = new int[width * image.getHeight()];
    int[] samples = new int[raster.getNumBands() * width];
    for (int y = 0; y < image.getHeight(); y++) {
      raster.getPixels(0, y, width, 1, samples);
      for (int x = 0; x < width; x++) {
        int at = x * raster.getNumBands();
        int grey = (samples[at] >> shift) * 255 / largest;
        if (alpha) {
          grey = overWhite(grey, samples[at + 1] >> shift);
        }
        rgb[y * width + x] = grey << 16 | grey << 8 | grey;
      }
    }
    return new Photo(width, image.getHeight(), rgb);
  }

  /** In strips, since every copy of a whole photograph takes a hundred megabytes. */
  private static Photo fromColour(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    int[] rgb = new int[width * height];
    for (int top = 0; top < height; top += STRIP) {
      int rows = Math.min(STRIP, height - top);
      BufferedImage argb = new BufferedImage(width, rows, BufferedImage.TYPE_INT_ARGB);
      Graphics2D graphics = argb.createGraphics();
      // Drawn, whatever its layout and its colour space.
      graphics.drawImage(image.getSubimage(0, top, width, rows), 0, 0, null);
      graphics.dispose();
      argb.getRGB(0, 0, width, rows, rgb, top * width, width);
    }
    for (int i = 0; i < rgb.length; i++) {
      int pixel = rgb[i];
      int alpha = pixel >>> 24;
      rgb[i] =
          alpha == 255
              ? pixel & 0xFFFFFF
              : overWhite(pixel >> 16 & 0xFF, alpha) << 16
                  | overWhite(pixel >> 8 & 0xFF, alpha) << 8
                  | overWhite(pixel & 0xFF, alpha);
    }
    return new Photo(width, height, rgb);
  }

  private static int overWhite(int value, int alpha) {
    return (value * alpha + 255 * (255 - alpha) + 127) / 255;
  }
}
