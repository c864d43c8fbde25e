package org.mixsep.plan;

import org.bytedeco.dnnl.memory;

/**
 * Maps that a 3x3 convolution of padding 1 goes from, and those it goes to, which tiles of 2x2
 * values cover; they may reach beyond them.
 */
record Grid(MapShape from, MapShape to) {
  /** Tiles in a column. */
  long rows() {
    return (to.h() + 1) / 2;
  }

  /** Tiles in a row. */
  long columns() {
    return (to.w() + 1) / 2;
  }

  long tiles() {
    return to.n() * rows() * columns();
  }

  /** The same of another number of images. */
  Grid of(long images) {
    return new Grid(
        from.with(images, from.c(), from.h(), from.w()), to.with(images, to.c(), to.h(), to.w()));
  }

  /** Whether tiles reach beyond the maps. */
  boolean isOdd() {
    return 2 * rows() > to.h() || 2 * columns() > to.w();
  }

  /** Whether maps become larger, as on the way back of a convolution that leaves a border out. */
  boolean grows() {
    return to.h() > from.h() || to.w() > from.w();
  }

  /** Multiplications of F(2x2, 3x3), as a share of the direct form's. */
  double share() {
    return (double) WinogradSigns.PATCH
        * rows()
        * columns()
        / (WinogradSigns.KERNEL * to.h() * to.w());
  }

  /** One value of each patch. */
  MapShape patches() {
    return from.with(from.n(), from.c(), rows(), columns());
  }

  /** The maps that the tiles make up. */
  MapShape even() {
    return to.with(to.n(), to.c(), 2 * rows(), 2 * columns());
  }

  /** The values of tiles in maps: [2, rows of tiles, 2, tiles in a row, channels]. */
  memory.desc valuesInMap() {
    long line = 2 * columns() * to.c();
    return values(new long[] {line, 2 * line, to.c(), 2 * to.c(), 1});
  }

  /** The same dimensions; values of one place in all tiles lie together, as parts. */
  memory.desc values(long partsOfRow, long partsOfColumn) {
    long part = tiles() * to.c();
    long line = columns() * to.c();
    return values(new long[] {partsOfRow * part, line, partsOfColumn * part, to.c(), 1});
  }

  private memory.desc values(long[] strides) {
    long[] dimensions = {2, to.n() * rows(), 2, columns(), to.c()};
    return new memory.desc(dimensions, to.type(), strides);
  }

  /** The upper left part of maps. */
  static memory.desc within(MapShape maps, MapShape part) {
    long[] sides = {part.n(), part.c(), part.h(), part.w()};
    return maps.map().submemory_desc(sides, new long[] {0, 0, 0, 0});
  }
}
