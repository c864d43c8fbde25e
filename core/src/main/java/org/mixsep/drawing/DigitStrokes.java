package org.mixsep.drawing;

import java.util.List;

/**
 * The centre lines of the digits 0 to 9, drawn for this project from lines and quarter turns in a
 * box of width and height 1; y points down. Each digit has the forms seen on house numbers.
 */
final class DigitStrokes {
  private DigitStrokes() {}

  /** The strokes of {@code digit} (0 to 9) in {@code style}, each x0, y0, x1, y1, ... */
  static List<double[]> of(int digit, NumberStyle style) {
    StrokePen pen = new StrokePen(style.roundness());
    switch (digit) {
      case 0 -> zero(pen, style);
      case 1 -> one(pen, style);
      case 2 -> two(pen, style);
      case 3 -> three(pen, style);
      case 4 -> four(pen, style);
      case 5 -> five(pen, style);
      case 6 -> six(pen, style);
      case 7 -> seven(pen, style);
      case 8 -> eight(pen, style);
      case 9 -> six(pen, style);
      default -> throw new IllegalArgumentException("no digit: " + digit);
    }
    if (digit == 9) {
      pen.strokes().forEach(DigitStrokes::turnAround);
    }
    return pen.strokes();
  }

  private static void turnAround(double[] stroke) {
    for (int i = 0; i < stroke.length; i++) {
      stroke[i] = 1 - stroke[i];
    }
  }

  private static void zero(StrokePen pen, NumberStyle style) {
    double shoulder = style.form(0) ? 0.5 : 0.34;
    pen.at(0.5, 0).sideways(1, shoulder).line(1, 1 - shoulder).upright(0.5, 1);
    pen.sideways(0, 1 - shoulder).line(0, shoulder).upright(0.5, 0);
  }

  private static void one(StrokePen pen, NumberStyle style) {
    boolean bare = style.form(1) && style.form(2);
    if (bare) {
      pen.at(0.5, 0).line(0.5, 1);
    } else if (style.form(3)) {
      pen.at(0.12, 0.25).curve(0.35, 0.2, 0.5, 0.1, 0.55, 0).line(0.55, 1);
    } else {
      pen.at(0.1, style.form(4) ? 0.17 : 0.27).line(0.55, 0).line(0.55, 1);
    }
    if (!bare && style.form(5) && style.form(6)) {
      pen.at(0.12, 1).line(0.98, 1);
    }
  }

  private static void two(StrokePen pen, NumberStyle style) {
    pen.at(0.02, 0.29).upright(0.5, 0).sideways(0.97, 0.28);
    if (style.form(7)) {
      pen.curve(0.97, 0.52, 0.12, 0.72, 0, 1);
    } else {
      pen.curve(0.97, 0.48, 0.5, 0.58, 0, 1);
    }
    pen.line(1, 1);
  }

  private static void three(StrokePen pen, NumberStyle style) {
    double waist = style.waist();
    if (style.form(8) && style.form(9)) {
      pen.at(0.05, 0).line(0.95, 0).line(0.42, waist - 0.08);
      pen.curve(0.8, waist - 0.1, 1, 0.55, 1, 0.71).upright(0.48, 1).sideways(0, 0.8);
      return;
    }
    pen.at(0.05, 0.2).upright(0.48, 0).sideways(0.93, waist / 2).upright(0.4, waist);
    pen.at(0.4, waist).sideways(1, (1 + waist) / 2).upright(0.48, 1).sideways(0, 0.79);
  }

  private static void four(StrokePen pen, NumberStyle style) {
    double bar = style.form(10) ? 0.72 : 0.64;
    if (style.form(11) && style.form(12)) {
      pen.at(0.2, 0).line(0.02, bar).line(1, bar);
      pen.at(0.74, 0.3).line(0.74, 1);
    } else {
      pen.at(1, bar).line(0, bar).line(0.72, 0).line(0.72, 1);
    }
  }

  private static void five(StrokePen pen, NumberStyle style) {
    double bowl = 0.36 + 0.2 * (style.waist() - 0.48);
    pen.at(0.92, 0).line(0.14, 0).line(0.07, bowl + 0.1);
    pen.curve(0.2, bowl + 0.01, 0.35, bowl, 0.5, bowl);
    pen.sideways(1, (1 + bowl) / 2).upright(0.48, 1).sideways(0, 0.8);
  }

  private static void six(StrokePen pen, NumberStyle style) {
    double bowl = style.waist() - 0.08;
    double middle = (1 + bowl) / 2;
    if (style.form(13)) {
      pen.at(0.78, 0).curve(0.4, 0.18, 0, 0.42, 0, middle);
    } else {
      pen.at(0.93, 0.2).upright(0.52, 0).sideways(0, 0.45).line(0, middle);
    }
    pen.upright(0.5, 1).sideways(1, middle).upright(0.5, bowl).sideways(0, middle);
  }

  private static void seven(StrokePen pen, NumberStyle style) {
    if (style.form(14) && style.form(15)) {
      pen.at(0, 0.14).line(0, 0).line(1, 0);
    } else {
      pen.at(0, 0).line(1, 0);
    }
    if (style.form(16)) {
      pen.line(style.form(17) ? 0.3 : 0.42, 1);
    } else {
      pen.curve(0.7, 0.32, 0.42, 0.6, 0.36, 1);
    }
    if (style.form(18) && style.form(19)) {
      pen.at(0.28, 0.5).line(0.9, 0.5);
    }
  }

  private static void eight(StrokePen pen, NumberStyle style) {
    double waist = style.waist();
    double inset = style.form(20) ? 0.1 : 0.03;
    pen.at(0.5, 0).sideways(1 - inset, waist / 2).upright(0.5, waist);
    pen.sideways(inset, waist / 2).upright(0.5, 0);
    pen.at(0.5, waist).sideways(1, (1 + waist) / 2).upright(0.5, 1);
    pen.sideways(0, (1 + waist) / 2).upright(0.5, waist);
  }
}
