package org.mixsep.plan;

import org.bytedeco.dnnl.memory;
import org.mixsep.torch.WideMaps;

/**
 * Layouts of {@link WideMaps} in a plan.
 *
 * @param shape of the images
 * @param inRow images in a row
 */
record SideBySide(MapShape shape, long inRow) {

  SideBySide(MapShape shape) {
    this(shape, WideMaps.imagesOfRow(shape.n(), shape.w()));
  }

  /** The wide maps, columns of zeros included. */
  memory.desc wide(long channels) {
    long n = shape.n() / inRow;
    return shape.with(n, channels, shape.h(), inRow * (shape.w() + 1)).map();
  }

  /** The images in them, [rows, images in a row, H, W, channels]. */
  memory.desc inWide(long channels) {
    long image = (shape.w() + 1) * channels;
    return images(channels, shape.h() * inRow * image, image, inRow * image);
  }

  /** The images one after another, in the same dimensions. */
  memory.desc apart(long channels) {
    long line = shape.w() * channels;
    return images(channels, inRow * shape.h() * line, shape.h() * line, line);
  }

  private memory.desc images(long channels, long ofRow, long ofImage, long ofLine) {
    return new memory.desc(
        new long[] {shape.n() / inRow, inRow, shape.h(), shape.w(), channels},
        shape.type(),
        new long[] {ofRow, ofImage, ofLine, channels, 1});
  }
}
