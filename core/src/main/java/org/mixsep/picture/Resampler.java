package org.mixsep.picture;

/**
 * Resizes pictures with a triangle filter whose width follows the scale, so that nothing is skipped
 * when they shrink (what others call bilinear with antialiasing) and edges stay smooth when they
 * grow. Rows and columns one after the other; pixel values are weighted as they stand.
 */
final class Resampler {
  private Resampler() {}

  /**
   * The picture at another size.
   *
   * @return red, green and blue plane, 3 x height x width bytes
   */
  static byte[] resize(Photo photo, int width, int height) {
    Weights across = Weights.of(photo.width(), width);
    Weights down = Weights.of(photo.height(), height);
    float[] narrow = new float[photo.height() * 3 * width];
    for (int y = 0; y < photo.height(); y++) {
      row(photo, y, across, narrow);
    }
    byte[] planes = new byte[3 * height * width];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < 3 * width; x++) {
        float sum = 0;
        for (int i = 0; i < down.values[y].length; i++) {
          sum += down.values[y][i] * narrow[(down.first[y] + i) * 3 * width + x];
        }
        int value = Math.max(0, Math.min(255, Math.round(sum)));
        planes[(x / width * height + y) * width + x % width] = (byte) value;
      }
    }
    return planes;
  }

  /** One row to its new width: three planes beside each other. */
  private static void row(Photo photo, int y, Weights across, float[] narrow) {
    int width = across.first.length;
    int target = y * 3 * width;
    for (int x = 0; x < width; x++) {
      float red = 0;
      float green = 0;
      float blue = 0;
      float[] weights = across.values[x];
      int from = y * photo.width() + across.first[x];
      for (int i = 0; i < weights.length; i++) {
        int pixel = photo.rgb()[from + i];
        red += weights[i] * (pixel >> 16 & 0xFF);
        green += weights[i] * (pixel >> 8 & 0xFF);
        blue += weights[i] * (pixel & 0xFF);
      }
      narrow[target + x] = red;
      narrow[target + width + x] = green;
      narrow[target + 2 * width + x] = blue;
    }
  }

  /** For every new place, the first old one it takes from and the weights from there on. */
  private record Weights(int[] first, float[][] values) {
    static Weights of(int from, int to) {
      double scale = (double) from / to;
      double reach = Math.max(1, scale);
      int[] first = new int[to];
      float[][] values = new float[to][];
      for (int place = 0; place < to; place++) {
        double centre = (place + 0.5) * scale;
        int low = Math.max(0, (int) Math.floor(centre - reach));
        int high = Math.min(from, (int) Math.ceil(centre + reach));
        double[] weights = new double[high - low];
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
          weights[i] = Math.max(0, 1 - Math.abs(low + i + 0.5 - centre) / reach);
          sum += weights[i];
        }
        first[place] = low;
        values[place] = new float[weights.length];
        for (int i = 0; i < weights.length; i++) {
          values[place][i] = (float) (weights[i] / sum);
        }
      }
      return new Weights(first, values);
    }
  }
}
