package org.mixsep.drawing;

import java.util.List;

/**
 * One digit's centre lines with their extent, ready to be placed. Lengths are in digit heights: a
 * glyph is 1 high and {@link #width} wide, both without the stroke's width.
 */
record Glyph(List<double[]> strokes, NumberStyle style, double left, double width) {

  static Glyph of(int digit, NumberStyle style) {
    List<double[]> strokes = DigitStrokes.of(digit, style);
    double least = 1;
    double most = 0;
    for (double[] stroke : strokes) {
      for (int i = 0; i < stroke.length; i += 2) {
        least = Math.min(least, stroke[i]);
        most = Math.max(most, stroke[i]);
      }
    }
    return new Glyph(strokes, style, least, (most - least) * style.aspect());
  }

  /** Width with the stroke's, in digit heights. */
  double advance() {
    return width + style.weight();
  }

  /**
   * Draws the glyph with its centre at ({@code x}, 0), in digit heights from {@code place}'s
   * centre.
   */
  void draw(DistanceField field, Placement place, double x) {
    for (double[] stroke : strokes) {
      int last = stroke.length - 2;
      boolean cut =
          style.buttEnds() && (stroke[0] != stroke[last] || stroke[1] != stroke[last + 1]);
      double startX = 0;
      double startY = 0;
      for (int i = 0; i <= last; i += 2) {
        double glyphX = x + (stroke[i] - left) * style.aspect() - width / 2;
        double glyphY = stroke[i + 1] - 0.5;
        double endX = place.x(glyphX, glyphY);
        double endY = place.y(glyphX, glyphY);
        if (i > 0) {
          double half = place.height() / 2 * lineWeight(stroke, i);
          field.line(startX, startY, endX, endY, half, cut && i == 2, cut && i == last);
        }
        startX = endX;
        startY = endY;
      }
    }
  }

  private double lineWeight(double[] stroke, int end) {
    double dx = (stroke[end] - stroke[end - 2]) * style.aspect();
    double dy = stroke[end + 1] - stroke[end - 1];
    double levelness = dx * dx / Math.max(1e-12, dx * dx + dy * dy);
    return style.weight() * (1 - (1 - style.level()) * levelness);
  }

  /**
   * From digit heights about a centre to pixels: scaled by {@code height}, sheared, turned and
   * slightly bent.
   *
   * @param height pixels per digit height
   * @param tilt rise of the base line, a tangent
   * @param slant lean of the uprights, a tangent
   * @param bend curvature added, in digit heights per squared height
   */
  record Placement(
      double centreX, double centreY, double height, double tilt, double slant, double bend) {

    double x(double x, double y) {
      return centreX + height * (x + (slant - tilt) * y + bend * y * y);
    }

    double y(double x, double y) {
      return centreY + height * (y + tilt * x + bend * x * x / 2);
    }

    /** The same, moved up or down by {@code shift} digit heights and {@code factor} as high. */
    Placement jittered(double shift, double factor, double extraSlant) {
      return new Placement(
          centreX, centreY + height * shift, height * factor, tilt, slant + extraSlant, bend);
    }
  }
}
