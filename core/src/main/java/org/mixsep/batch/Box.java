package org.mixsep.batch;

import org.mixsep.data.ImageShape;

/**
 * A part of an image: rows {@code top} to {@code bottom} and columns {@code left} to {@code right},
 * the latter excluded.
 */
record Box(int top, int bottom, int left, int right) {

  /** Takes the values of one row of one channel: {@code from} to {@code to}, excluded. */
  interface RowConsumer {
    void accept(int from, int to);
  }

  /**
   * A box of a given size around any pixel with equal chance, cut off where it leaves the image.
   */
  static Box random(ImageShape shape, int height, int width, long bits) {
    int top = RandomBits.below(shape.height(), bits) - height / 2;
    int left = RandomBits.below(shape.width(), bits << 32) - width / 2;
    return new Box(
        Math.max(0, top),
        Math.min(shape.height(), top + height),
        Math.max(0, left),
        Math.min(shape.width(), left + width));
  }

  /** Number of pixels. */
  int area() {
    return (bottom - top) * (right - left);
  }

  /** Every row of every channel. */
  void forEachRow(ImageShape shape, RowConsumer consumer) {
    for (int channel = 0; channel < shape.channels(); channel++) {
      for (int y = top; y < bottom; y++) {
        int row = (channel * shape.height() + y) * shape.width();
        consumer.accept(row + left, row + right);
      }
    }
  }
}
