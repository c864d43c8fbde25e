package org.mixsep.preprocess;

import java.util.SplittableRandom;
import org.mixsep.data.ImageSet;
import org.mixsep.data.ImageShape;

/**
 * Images whose neighbouring pixels are alike, as photographs' are: few components, much variance.
 */
final class SmoothImages {
  private SmoothImages() {}

  /** A sum of grids of random values, each finer and fainter than the one before. */
  static ImageSet of(long seed, int images, ImageShape shape) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] pixels = new byte[Math.multiplyExact(images, shape.values())];
    float[] image = new float[shape.values()];
    for (int n = 0; n < images; n++) {
      java.util.Arrays.fill(image, 128);
      for (int cell = Math.max(shape.height(), shape.width()); cell >= 1; cell /= 2) {
        addGrid(image, shape, cell, 10 * (float) Math.sqrt(cell), random);
      }
      for (int i = 0; i < image.length; i++) {
        pixels[n * image.length + i] = (byte) Math.max(0, Math.min(255, Math.round(image[i])));
      }
    }
    return TestImages.of("smooth " + seed, shape, pixels);
  }

  private static void addGrid(
      float[] image, ImageShape shape, int cell, float strength, SplittableRandom random) {
    int across = shape.width() / cell + 1;
    float[] row = new float[across];
    for (int c = 0; c < shape.channels(); c++) {
      for (int y = 0; y < shape.height(); y++) {
        if (y % cell == 0) {
          for (int i = 0; i < across; i++) {
            row[i] = strength * (float) (random.nextDouble() - 0.5);
          }
        }
        int start = (c * shape.height() + y) * shape.width();
        for (int x = 0; x < shape.width(); x++) {
          image[start + x] += row[x / cell];
        }
      }
    }
  }
}
