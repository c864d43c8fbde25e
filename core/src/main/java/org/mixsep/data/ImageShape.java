package org.mixsep.data;

/** Channels, height and width of an image, in the order of its values in memory. */
public record ImageShape(int channels, int height, int width) {
  /**
   * @throws IllegalArgumentException when a side is below 1, or an image has 2^31 values or more
   */
  public ImageShape {
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "an image has at least one channel, row and column, not "
              + channels
              + "x"
              + height
              + "x"
              + width);
    }
    if (channels > (double) Integer.MAX_VALUE / height / width) {
      throw new IllegalArgumentException(
          "an image has fewer than 2^31 values, not " + channels + "x" + height + "x" + width);
    }
  }

  /** Number of values of one image: channels x height x width. */
  public int values() {
    return channels * height * width;
  }

  /** Pixels of the longer side. */
  int longerSide() {
    return Math.max(height, width);
  }

  @Override
  public String toString() {
    return channels + "x" + height + "x" + width;
  }
}
