package org.mixsep.drawing;

import java.util.Arrays;

/**
 * The signed distance, in pixels, from every pixel's centre to the edge of the strokes drawn so
 * far: negative inside. Anti-aliased shapes, outlines and shadows follow from it.
 *
 * <p>Made of the four operations, roots and comparisons only, which Java fixes to the bit; hence
 * the same picture on every machine, which Java2D does not promise.
 */
final class DistanceField {
  /** Distances are exact up to this many pixels outside a stroke; above it only "far". */
  static final double REACH = 3;

  private final int width;
  private final int height;
  private final float[] distance;

  DistanceField(int width, int height) {
    this.width = width;
    this.height = height;
    distance = new float[width * height];
    Arrays.fill(distance, (float) REACH);
  }

  /** Signed distance at a pixel; {@link #REACH} where nothing is near or outside the picture. */
  float at(int x, int y) {
    return x < 0 || y < 0 || x >= width || y >= height ? (float) REACH : distance[y * width + x];
  }

  /** The part of pixel (x, y) that the strokes, grown by {@code grow} pixels, cover: 0 to 1. */
  float coverage(int x, int y, float grow) {
    return Math.min(1, Math.max(0, 0.5f + grow - at(x, y)));
  }

  /**
   * Adds a line of half width {@code half} from (ax, ay) to (bx, by), in pixels; an end is round,
   * or cut off square when its flag says so.
   */
  void line(
      double ax, double ay, double bx, double by, double half, boolean cutStart, boolean cutEnd) {
    double dx = bx - ax;
    double dy = by - ay;
    double length = Math.sqrt(dx * dx + dy * dy);
    if (length == 0) {
      return;
    }
    dx /= length;
    dy /= length;
    double margin = half + REACH;
    int left = (int) Math.max(0, Math.min(ax, bx) - margin);
    int right = (int) Math.min(width - 1, Math.max(ax, bx) + margin);
    int top = (int) Math.max(0, Math.min(ay, by) - margin);
    int bottom = (int) Math.min(height - 1, Math.max(ay, by) + margin);
    for (int y = top; y <= bottom; y++) {
      for (int x = left; x <= right; x++) {
        double px = x + 0.5 - ax;
        double py = y + 0.5 - ay;
        double along = px * dx + py * dy;
        double aside = Math.abs(px * dy - py * dx);
        float d = (float) distance(along, aside, length, half, cutStart, cutEnd);
        int at = y * width + x;
        if (d < distance[at]) {
          distance[at] = d;
        }
      }
    }
  }

  private static double distance(
      double along, double aside, double length, double half, boolean cutStart, boolean cutEnd) {
    if (along < 0 && !cutStart) {
      return Math.sqrt(along * along + aside * aside) - half;
    }
    if (along > length && !cutEnd) {
      return Math.sqrt((along - length) * (along - length) + aside * aside) - half;
    }
    double inner = aside - half;
    inner = cutStart ? Math.max(inner, -along) : inner;
    return cutEnd ? Math.max(inner, along - length) : inner;
  }
}
