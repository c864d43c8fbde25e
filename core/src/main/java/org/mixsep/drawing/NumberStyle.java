package org.mixsep.drawing;

import org.mixsep.data.SplitMix;

/**
 * How the digits of one house number are shaped: what a typeface would fix.
 *
 * @param aspect width of a digit's centre line over its height
 * @param weight stroke width over the digit's height
 * @param level stroke width of a level stroke over that of an upright one, at most 1
 * @param roundness see {@link StrokePen}
 * @param waist height of the middle of 3, 6, 8 and 9, from the top
 * @param buttEnds whether strokes end cut off rather than round
 * @param form random bits that choose among the forms of a digit, such as an open or a closed 4
 */
record NumberStyle(
    double aspect,
    double weight,
    double level,
    double roundness,
    double waist,
    boolean buttEnds,
    long form) {

  static NumberStyle random(SplitMix random) {
    double aspect = random.uniform(0.40, 0.66);
    // A heavy stroke in a narrow digit would close its counters.
    double weight = random.uniform(0.085, 0.14 + 0.12 * aspect);
    return new NumberStyle(
        aspect,
        weight,
        random.chance(0.3) ? random.uniform(0.5, 0.9) : 1,
        random.chance(0.3) ? random.uniform(0.6, 0.85) : random.uniform(0.53, 0.6),
        random.uniform(0.44, 0.53),
        random.chance(0.7),
        random.next());
  }

  /** A plain style for labels. */
  static NumberStyle plain() {
    return new NumberStyle(0.56, 0.13, 1, 0.56, 0.48, false, 0);
  }

  /** Whether the form that {@code bit} (0 to 63) stands for is chosen. */
  boolean form(int bit) {
    return (form >>> bit & 1) != 0;
  }
}
