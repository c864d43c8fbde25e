package org.mixsep.batch;

import java.util.Arrays;
import org.mixsep.data.ImageShape;

/**
 * Moves pixels along an affine map: to (x, y) comes the pixel at (xx x + xy y + x0, yx x + yy y +
 * y0), both the centres of pixels, or black where there is none. In fixed point of 16 bits like
 * Pillow's, so that the result is the same everywhere.
 */
record AffineMap(double xx, double xy, double x0, double yx, double yy, double y0) {
  private static final int POINT = 16;

  static AffineMap shear(double x, double y) {
    return new AffineMap(1, x, 0, y, 1, 0);
  }

  /** By whole pixels to the right and down. */
  static AffineMap shift(int right, int down) {
    return new AffineMap(1, 0, -right, 0, 1, -down);
  }

  /** Counter-clockwise about the image's centre. */
  static AffineMap rotation(double degrees, ImageShape shape) {
    double cos = StrictMath.cos(Math.toRadians(degrees));
    double sin = StrictMath.sin(Math.toRadians(degrees));
    double x = shape.width() / 2.0;
    double y = shape.height() / 2.0;
    return new AffineMap(cos, -sin, x - cos * x + sin * y, sin, cos, y - sin * x - cos * y);
  }

  void apply(byte[] pixels, ImageShape shape) {
    byte[] before = pixels.clone();
    Arrays.fill(pixels, (byte) 0);
    int width = shape.width();
    int height = shape.height();
    int plane = height * width;
    int rowX = fixed(x0 + 0.5 * xx + 0.5 * xy);
    int rowY = fixed(y0 + 0.5 * yx + 0.5 * yy);
    for (int to = 0; to < plane; to += width, rowX += fixed(xy), rowY += fixed(yy)) {
      int x = rowX;
      int y = rowY;
      for (int i = to; i < to + width; i++, x += fixed(xx), y += fixed(yx)) {
        int column = x >> POINT;
        int row = y >> POINT;
        if (column >= 0 && column < width && row >= 0 && row < height) {
          for (int channel = 0; channel < pixels.length; channel += plane) {
            pixels[channel + i] = before[channel + row * width + column];
          }
        }
      }
    }
  }

  private static int fixed(double value) {
    return (int) Math.floor(value * (1 << POINT) + 0.5);
  }
}
