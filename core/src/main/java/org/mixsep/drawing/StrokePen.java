package org.mixsep.drawing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Builds the centre lines of a glyph as polylines in a box: x to the right and y downwards, 0 to 1.
 *
 * <p>Curves are cut into short lines at once; {@code roundness} is the reach of the control points
 * of a quarter turn: 0.5523 is an ellipse, above that the turn goes towards a rectangle.
 */
final class StrokePen {
  private static final int LINES_PER_CURVE = 6;

  private final double roundness;
  private final List<double[]> strokes = new ArrayList<>();
  private double[] points = new double[128];
  private int length;

  StrokePen(double roundness) {
    this.roundness = roundness;
  }

  /** Lifts the pen and starts a new stroke at (x, y). */
  StrokePen at(double x, double y) {
    endStroke();
    return line(x, y);
  }

  /** A straight line to (x, y). */
  StrokePen line(double x, double y) {
    if (length + 2 > points.length) {
      points = Arrays.copyOf(points, 2 * points.length);
    }
    points[length++] = x;
    points[length++] = y;
    return this;
  }

  /** A cubic Bezier curve to (x, y). */
  StrokePen curve(double ax, double ay, double bx, double by, double x, double y) {
    double startX = points[length - 2];
    double startY = points[length - 1];
    for (int i = 1; i <= LINES_PER_CURVE; i++) {
      double t = (double) i / LINES_PER_CURVE;
      double s = 1 - t;
      double start = s * s * s;
      double a = 3 * s * s * t;
      double b = 3 * s * t * t;
      double end = t * t * t;
      line(start * startX + a * ax + b * bx + end * x, start * startY + a * ay + b * by + end * y);
    }
    return this;
  }

  /** A quarter turn to (x, y) that leaves sideways and arrives upright. */
  StrokePen sideways(double x, double y) {
    double startX = points[length - 2];
    double startY = points[length - 1];
    return curve(startX + roundness * (x - startX), startY, x, y + roundness * (startY - y), x, y);
  }

  /** A quarter turn to (x, y) that leaves upright and arrives sideways. */
  StrokePen upright(double x, double y) {
    double startX = points[length - 2];
    double startY = points[length - 1];
    return curve(startX, startY + roundness * (y - startY), x + roundness * (startX - x), y, x, y);
  }

  /** The strokes so far, each x0, y0, x1, y1, ... */
  List<double[]> strokes() {
    endStroke();
    return strokes;
  }

  private void endStroke() {
    if (length > 0) {
      strokes.add(Arrays.copyOf(points, length));
      length = 0;
    }
  }
}
