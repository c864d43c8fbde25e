package org.mixsep.training;

/**
 * Where in an image the evidence for a class is.
 *
 * @param height of the last block's map
 * @param width likewise
 * @param values [height, width], row by row, 0 to 1; all 0 where nothing speaks for the class
 */
public record Heat(int height, int width, float[] values) {

  /**
   * Of a map and its gradient: a channel counts by the mean of its gradient, and only what raises
   * the logit is shown (Selvaraju et al., Grad-CAM, 2017, equations 1 and 2), divided by its
   * largest value.
   *
   * @param map [channels, height, width]
   * @param gradient of the class's logit by the map, likewise
   */
  static Heat of(float[] map, float[] gradient, int channels, int height, int width) {
    int places = height * width;
    float[] values = new float[places];
    for (int channel = 0; channel < channels; channel++) {
      float weight = 0;
      for (int i = channel * places; i < (channel + 1) * places; i++) {
        weight += gradient[i] / places;
      }
      for (int i = 0; i < places; i++) {
        values[i] += weight * map[channel * places + i];
      }
    }
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, value);
    }
    for (int i = 0; i < places; i++) {
      values[i] = largest > 0 ? Math.max(0, values[i]) / largest : 0;
    }
    return new Heat(height, width, values);
  }

  /**
   * Between the centres of the map's places, linearly.
   *
   * @param y 0 at the upper edge, 1 at the lower
   * @param x 0 at the left edge, 1 at the right
   */
  public float at(double y, double x) {
    double row = Math.max(0, Math.min(height - 1.0, y * height - 0.5));
    double column = Math.max(0, Math.min(width - 1.0, x * width - 0.5));
    int top = (int) row;
    int left = (int) column;
    int bottom = Math.min(height - 1, top + 1);
    int right = Math.min(width - 1, left + 1);
    double down = row - top;
    double across = column - left;
    double upper = (1 - across) * value(top, left) + across * value(top, right);
    double lower = (1 - across) * value(bottom, left) + across * value(bottom, right);
    return (float) ((1 - down) * upper + down * lower);
  }

  private float value(int row, int column) {
    return values[row * width + column];
  }
}
