package org.mixsep.batch;

import org.mixsep.data.ImageShape;

/** Draws pixels away from a plainer image (factor above 1) or towards it, as Pillow's enhancers. */
final class PixelBlend {
  private PixelBlend() {}

  /** Away from black. */
  static void brightness(byte[] pixels, double factor) {
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = blend(0, pixels[i] & 0xff, (float) factor);
    }
  }

  /** Away from each pixel's own grey; an image without colours stays as it is. */
  static void colour(byte[] pixels, ImageShape shape, double factor) {
    int plane = shape.height() * shape.width();
    for (int i = 0; i < plane; i++) {
      int grey = grey(pixels, shape, i);
      for (int at = i; at < pixels.length; at += plane) {
        pixels[at] = blend(grey, pixels[at] & 0xff, (float) factor);
      }
    }
  }

  /** Away from the image's mean grey. */
  static void contrast(byte[] pixels, ImageShape shape, double factor) {
    int plane = shape.height() * shape.width();
    long sum = 0;
    for (int i = 0; i < plane; i++) {
      sum += grey(pixels, shape, i);
    }
    int mean = (int) ((double) sum / plane + 0.5);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = blend(mean, pixels[i] & 0xff, (float) factor);
    }
  }

  /** Away from the mean of each pixel and its neighbours; the outermost pixels stay. */
  static void sharpness(byte[] pixels, ImageShape shape, double factor) {
    byte[] before = pixels.clone();
    int width = shape.width();
    int plane = shape.height() * width;
    for (int channel = 0; channel < pixels.length; channel += plane) {
      for (int y = 1; y < shape.height() - 1; y++) {
        int row = channel + y * width;
        for (int i = row + 1; i < row + width - 1; i++) {
          pixels[i] = blend(smooth(before, i, width), before[i] & 0xff, (float) factor);
        }
      }
    }
  }

  /** Of 3 x 3 pixels, the middle one counted five times; rounded. */
  private static int smooth(byte[] pixels, int at, int width) {
    int sum = 4 * (pixels[at] & 0xff);
    for (int row = at - width; row <= at + width; row += width) {
      sum += (pixels[row - 1] & 0xff) + (pixels[row] & 0xff) + (pixels[row + 1] & 0xff);
    }
    return (2 * sum + 13) / 26;
  }

  /** The luma of ITU-R 601 where there are three channels; else the first one. */
  private static int grey(byte[] pixels, ImageShape shape, int at) {
    if (shape.channels() != 3) {
      return pixels[at] & 0xff;
    }
    int plane = shape.height() * shape.width();
    int red = pixels[at] & 0xff;
    int green = pixels[at + plane] & 0xff;
    int blue = pixels[at + 2 * plane] & 0xff;
    return red * 19595 + green * 38470 + blue * 7471 + 0x8000 >> 16;
  }

  private static byte blend(int plain, int pixel, float factor) {
    float value = plain + factor * (pixel - plain);
    return (byte) Math.max(0, Math.min(255, (int) value));
  }
}
