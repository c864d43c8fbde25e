package org.mixsep.plan;

import org.bytedeco.dnnl.memory;

/**
 * Some images of a batch whose maps are cut into tiles of 4x4 values, each of which a 3x3
 * convolution makes of a patch of 6x6, and the layouts of all these. float32; offsets in bytes.
 *
 * @param first number of the first image in the batch
 * @param height of the maps, a multiple of 4, and {@code width} as well
 */
record Tiles(long first, long images, long height, long width) {
  /** Side of a tile. */
  static final int TILE = 4;

  /** Side of a patch. */
  static final int PATCH = 6;

  /** How many tiles there are. */
  long count() {
    return images * ofImage();
  }

  /** Then maps with a border are patches already. */
  boolean isOneTileAnImage() {
    return ofImage() == 1;
  }

  private long ofImage() {
    return height / TILE * (width / TILE);
  }

  /**
   * The images' maps in the batch's, from {@link #offset} on: [images, height, width, channels].
   */
  memory.desc maps(long channels) {
    return maps(channels, height * width * channels, width * channels);
  }

  long offset(long channels) {
    return Float.BYTES * first * height * width * channels;
  }

  /** The same dimensions in maps with a border, from {@link #offsetInBorder} on. */
  memory.desc inBorder(long channels) {
    long line = borderedLine(channels);
    return maps(channels, (height + 2) * line, line);
  }

  long offsetInBorder(long channels) {
    return Float.BYTES * (borderedLine(channels) + channels);
  }

  /** Maps with a border of one value on each side, as rows. */
  memory.desc bordered(long channels) {
    long line = borderedLine(channels);
    return desc(new long[] {images, height + 2, line}, (height + 2) * line, line, 1);
  }

  private long borderedLine(long channels) {
    return (width + 2) * channels;
  }

  private memory.desc maps(long channels, long ofImage, long ofLine) {
    return desc(new long[] {images, height, width, channels}, ofImage, ofLine, channels, 1);
  }

  /**
   * The tiles in the batch's map, from {@link #offset} on: [images, rows of tiles, 4, tiles in a
   * row, 4 channels].
   */
  memory.desc tilesInMap(long channels) {
    long line = width * channels;
    return part(TILE, TILE * channels, height * line, TILE * line, line, TILE * channels);
  }

  /** The same dimensions, the tiles one after another. */
  memory.desc tiles(long channels) {
    long tile = TILE * TILE * channels;
    return part(
        TILE, TILE * channels, ofImage() * tile, width / TILE * tile, TILE * channels, tile);
  }

  /**
   * The part of all patches from a row and a column on, 0 or 4: there patches overlap.
   *
   * @param inBorder where they lie in maps with a border
   * @param apart where they lie one after another
   */
  record Part(memory.desc inBorder, long offsetInBorder, memory.desc apart, long offsetApart) {}

  Part part(int row, int column, long channels) {
    long line = borderedLine(channels);
    long rows = Math.min(TILE, PATCH - row);
    long columns = Math.min(TILE, PATCH - column) * channels;
    long patch = PATCH * PATCH * channels;
    return new Part(
        part(rows, columns, (height + 2) * line, TILE * line, line, TILE * channels),
        Float.BYTES * (row * line + column * channels),
        part(rows, columns, ofImage() * patch, width / TILE * patch, PATCH * channels, patch),
        Float.BYTES * (row * PATCH + column) * channels);
  }

  private memory.desc part(
      long rows, long columns, long ofImage, long ofTileRow, long ofRow, long ofTile) {
    long[] sides = {images, height / TILE, rows, width / TILE, columns};
    return desc(sides, ofImage, ofTileRow, ofRow, ofTile, 1);
  }

  private static memory.desc desc(long[] sides, long... strides) {
    return new memory.desc(sides, memory.data_type.f32, strides);
  }
}
