package org.mixsep.drawing;

import org.mixsep.data.SplitMix;

/**
 * Draws a house number so that the digits in question stand in the middle and their neighbours run
 * out of the picture left and right, as in SVHN's cropped digits.
 */
final class HouseNumber {
  private static final double NEIGHBOUR = 0.6;

  private HouseNumber() {}

  /** The number as a square field of {@code side} pixels; all else is drawn from {@code random}. */
  static DistanceField draw(SplitMix random, int[] digits, int side) {
    NumberStyle style = NumberStyle.random(random);
    double gap = random.uniform(0.06, 0.3);
    Glyph[] glyphs = new Glyph[digits.length];
    double total = gap * (digits.length - 1);
    for (int i = 0; i < digits.length; i++) {
      glyphs[i] = Glyph.of(digits[i], style);
      total += glyphs[i].advance();
    }
    Glyph.Placement place = place(random, style, total, digits.length, side);
    DistanceField field = new DistanceField(side, side);
    double cursor = -total / 2;
    for (Glyph glyph : glyphs) {
      draw(random, field, glyph, place, cursor + glyph.advance() / 2);
      cursor += glyph.advance() + gap;
    }
    neighbours(random, field, place, style, total / 2 + gap, gap, side, 1);
    neighbours(random, field, place, style, total / 2 + gap, gap, side, -1);
    return field;
  }

  private static Glyph.Placement place(
      SplitMix random, NumberStyle style, double total, int digits, int side) {
    double high = digits == 1 ? random.uniform(0.45, 1.0) : random.uniform(0.45, 0.85);
    double height = Math.min(high / (1 + style.weight()), 0.95 / total) * side;
    double tilt = random.around(0.28);
    double lean = random.chance(0.3) ? random.uniform(-0.35, 0.15) : random.around(0.15);
    return new Glyph.Placement(
        side * (0.5 + random.around(0.11)),
        side * (0.5 + random.around(0.10)),
        height,
        tilt,
        lean,
        random.around(0.3));
  }

  private static void neighbours(
      SplitMix random,
      DistanceField field,
      Glyph.Placement place,
      NumberStyle style,
      double start,
      double gap,
      int side,
      int direction) {
    double cursor = start;
    while (cursor * place.height() < 0.7 * side && random.chance(NEIGHBOUR)) {
      Glyph glyph = Glyph.of(random.below(10), style);
      draw(random, field, glyph, place, direction * (cursor + glyph.advance() / 2));
      cursor += glyph.advance() + gap;
    }
  }

  private static void draw(
      SplitMix random, DistanceField field, Glyph glyph, Glyph.Placement place, double x) {
    double shift = random.around(0.04);
    double factor = random.uniform(0.95, 1.05);
    glyph.draw(field, place.jittered(shift, factor, random.around(0.06)), x);
  }
}
