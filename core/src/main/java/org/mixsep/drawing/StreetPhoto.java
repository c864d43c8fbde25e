package org.mixsep.drawing;

import org.mixsep.data.SplitMix;

/**
 * Turns the shape of a house number into a photograph: wall, paint, light, lens and noise.
 *
 * <p>Works on three planes of 32x32 values from 0 (black) to 1: luma (Rec. 601), red minus luma and
 * blue minus luma, because cameras blur and soil colour more than brightness.
 */
final class StreetPhoto {
  private static final int SIDE = 32;
  private static final int PIXELS = SIDE * SIDE;
  private static final int LUMA = 0;
  private static final float RED_WEIGHT = 0.299f;
  private static final float GREEN_WEIGHT = 0.587f;
  private static final float BLUE_WEIGHT = 0.114f;

  private final SplitMix random;
  private final DistanceField number;
  private final float[][] planes = new float[3][PIXELS];

  StreetPhoto(SplitMix random, DistanceField number) {
    this.random = random;
    this.number = number;
  }

  /** Writes the photograph as 3 x 32 x 32 bytes, red first, from {@code offset} on. */
  void develop(byte[] into, int offset) {
    float[] wall = colour(random.uniform(0.1, 0.92), 0.16);
    float[] paint = contrasting(wall[LUMA], 0.075, 0.6);
    paintWall(wall);
    castShadow();
    outline(wall[LUMA]);
    fill(number, 0, paint, gradient(0.12));
    clutter(wall[LUMA]);
    light();
    double blur = random.uniform(0.3, 0.75) + (random.chance(0.5) ? random.uniform(0, 1.2) : 0);
    blur(planes[0], blur);
    blur(planes[1], blur + 0.7);
    blur(planes[2], blur + 0.7);
    noise(Math.abs(paint[LUMA] - wall[LUMA]));
    write(into, offset);
  }

  /** A random colour of the given luma, saturated by at most {@code most}. */
  private float[] colour(double luma, double most) {
    double saturation = most * random.uniform();
    double warmth = random.around(1); // walls and brass are warm or bluish, seldom green or purple
    return new float[] {
      (float) luma,
      (float) (saturation * (warmth + random.around(0.35))),
      (float) (saturation * (-warmth + random.around(0.35)))
    };
  }

  /** A colour that differs in luma by {@code least} to {@code most}, lighter or darker. */
  private float[] contrasting(double luma, double least, double most) {
    double u = random.uniform();
    double step = least + (most - least) * u * u;
    boolean lighter = random.chance(0.5);
    if (luma + step > 0.97) {
      lighter = false;
    } else if (luma - step < 0.03) {
      lighter = true;
    }
    double other = lighter ? luma + step : luma - step;
    return colour(Math.min(1, Math.max(0, other)), 0.3);
  }

  /** The two slopes of a luma ramp that differs by at most {@code most} from edge to edge. */
  private float[] gradient(double most) {
    return new float[] {(float) (random.around(most) / SIDE), (float) (random.around(most) / SIDE)};
  }

  private static float ramp(float[] slopes, int x, int y) {
    return slopes[0] * (x - SIDE / 2) + slopes[1] * (y - SIDE / 2);
  }

  private void paintWall(float[] wall) {
    float[] slopes = gradient(0.35);
    for (int at = 0; at < PIXELS; at++) {
      planes[0][at] = wall[0] + ramp(slopes, at % SIDE, at / SIDE);
      planes[1][at] = wall[1];
      planes[2][at] = wall[2];
    }
    if (random.chance(0.5)) {
      blotches();
    }
    if (random.chance(0.3)) {
      plate();
    } else if (random.chance(0.3)) {
      boards();
    }
  }

  /** Slow unevenness: a 5x5 grid of random luma, interpolated. */
  private void blotches() {
    float[] grid = new float[25];
    double strength = random.uniform(0.02, 0.1);
    for (int i = 0; i < grid.length; i++) {
      grid[i] = (float) random.around(strength);
    }
    for (int at = 0; at < PIXELS; at++) {
      float x = at % SIDE * (1 / 8f);
      float y = at / SIDE * (1 / 8f);
      int cell = (int) y * 5 + (int) x;
      x -= (int) x;
      y -= (int) y;
      float upper = grid[cell] + x * (grid[cell + 1] - grid[cell]);
      float lower = grid[cell + 5] + x * (grid[cell + 6] - grid[cell + 5]);
      planes[LUMA][at] += upper + y * (lower - upper);
    }
  }

  /** The edge of a number plate: beyond one or two lines, near the border, another colour. */
  private void plate() {
    float[] beyond = contrasting(planes[LUMA][PIXELS / 2], 0.05, 0.4);
    DistanceField edge = new DistanceField(SIDE, SIDE);
    double top = random.uniform(-3, 4);
    double bottom = random.uniform(SIDE - 4, SIDE + 3);
    double tilt = random.around(2.5);
    edge.line(-20, top - 15 - tilt, SIDE + 20, top - 15 + tilt, 15, false, false);
    edge.line(-20, bottom + 15 - tilt, SIDE + 20, bottom + 15 + tilt, 15, false, false);
    fill(edge, 0, beyond, new float[2]);
  }

  /** Dark joints of boards or bricks. */
  private void boards() {
    float[] joint = colour(planes[LUMA][PIXELS / 2] - random.uniform(0.05, 0.2), 0.1);
    DistanceField joints = new DistanceField(SIDE, SIDE);
    double spacing = random.uniform(5, 14);
    double tilt = random.around(2.5);
    boolean upright = random.chance(0.3);
    for (double at = random.uniform(0, spacing); at < SIDE; at += spacing) {
      if (upright) {
        joints.line(at - tilt, -4, at + tilt, SIDE + 4, 0.4, false, false);
      } else {
        joints.line(-4, at - tilt, SIDE + 4, at + tilt, 0.4, false, false);
      }
    }
    fill(joints, 0, joint, new float[2]);
  }

  /** Sometimes the number stands off the wall and throws a shadow. */
  private void castShadow() {
    if (!random.chance(0.35)) {
      return;
    }
    int dx = random.below(5) - 2;
    int dy = 1 + random.below(2);
    float strength = (float) random.uniform(0.15, 0.5);
    for (int at = 0; at < PIXELS; at++) {
      float shade = number.coverage(at % SIDE - dx, at / SIDE - dy, 0);
      planes[LUMA][at] *= 1 - strength * shade;
    }
  }

  /** Sometimes the number has a rim of another colour. */
  private void outline(double wallLuma) {
    if (random.chance(0.12)) {
      float[] rim = contrasting(wallLuma, 0.1, 0.4);
      fill(number, (float) random.uniform(0.6, 1.6), rim, new float[2]);
    }
  }

  /** Sometimes something hangs before the number, such as a wire, a twig or a screw. */
  private void clutter(double wallLuma) {
    if (!random.chance(0.2)) {
      return;
    }
    DistanceField thing = new DistanceField(SIDE, SIDE);
    double x = random.uniform(2, SIDE - 2);
    double y = random.uniform(2, SIDE - 2);
    double reach = random.chance(0.3) ? 1 : SIDE;
    thing.line(
        x,
        y,
        x + random.around(reach),
        y + random.around(reach),
        random.uniform(0.3, 1.1),
        false,
        false);
    // In the colour of the wall it would erase strokes and make one digit another.
    fill(thing, 0, contrasting(wallLuma, 0.15, 0.5), new float[2]);
  }

  private void fill(DistanceField shape, float grow, float[] colour, float[] slopes) {
    for (int at = 0; at < PIXELS; at++) {
      int x = at % SIDE;
      int y = at / SIDE;
      float cover = shape.coverage(x, y, grow);
      if (cover > 0) {
        planes[0][at] += cover * (colour[0] + ramp(slopes, x, y) - planes[0][at]);
        planes[1][at] += cover * (colour[1] - planes[1][at]);
        planes[2][at] += cover * (colour[2] - planes[2][at]);
      }
    }
  }

  /** Uneven light, and sometimes the soft edge of a shadow across the picture. */
  private void light() {
    float[] slopes = gradient(0.45);
    boolean edge = random.chance(0.15);
    float dark = (float) random.uniform(0.15, 0.45);
    float nx = (float) random.around(1);
    float ny = (float) random.around(1);
    float shift = (float) random.around(10);
    for (int at = 0; at < PIXELS; at++) {
      int x = at % SIDE;
      int y = at / SIDE;
      float gain = 1 + ramp(slopes, x, y);
      if (edge) {
        float side = nx * (x - SIDE / 2) + ny * (y - SIDE / 2) + shift;
        gain *= 1 - dark * Math.min(1, Math.max(0, side * 0.5f + 0.5f));
      }
      planes[0][at] *= gain;
      planes[1][at] *= gain;
      planes[2][at] *= gain;
    }
  }

  /** A Gaussian of the given deviation in pixels, 7 taps each way; the border is repeated. */
  private static void blur(float[] plane, double deviation) {
    float[] taps = new float[4];
    float sum = 0;
    for (int i = 0; i < taps.length; i++) {
      taps[i] = (float) StrictMath.exp(-i * i / (2 * deviation * deviation));
      sum += i == 0 ? taps[i] : 2 * taps[i];
    }
    for (int i = 0; i < taps.length; i++) {
      taps[i] /= sum;
    }
    float[] line = new float[SIDE + 6];
    for (int i = 0; i < SIDE; i++) {
      blurLine(plane, i * SIDE, 1, taps, line);
    }
    for (int i = 0; i < SIDE; i++) {
      blurLine(plane, i, SIDE, taps, line);
    }
  }

  private static void blurLine(float[] plane, int start, int step, float[] taps, float[] line) {
    for (int i = -3; i < SIDE + 3; i++) {
      line[i + 3] = plane[start + step * Math.min(SIDE - 1, Math.max(0, i))];
    }
    for (int i = 0; i < SIDE; i++) {
      plane[start + step * i] =
          taps[0] * line[i + 3]
              + taps[1] * (line[i + 2] + line[i + 4])
              + taps[2] * (line[i + 1] + line[i + 5])
              + taps[3] * (line[i] + line[i + 6]);
    }
  }

  /** Grain of neighbouring pixels is alike, as after the compression of photographs. */
  private void noise(double contrast) {
    double most = Math.min(0.05, contrast / 3); // more would hide the number
    double strength = 0.006 + most * random.uniform() * random.uniform();
    double alike = random.uniform(0.3, 0.8);
    float[] grain = new float[PIXELS];
    for (int plane = 0; plane < 3; plane++) {
      float scale = (float) (plane == LUMA ? strength : strength / 2);
      for (int at = 0; at < PIXELS; at++) {
        grain[at] = random.bell() * scale * 1.6f;
      }
      blur(grain, plane == LUMA ? alike : alike + 0.5);
      for (int at = 0; at < PIXELS; at++) {
        planes[plane][at] += grain[at];
      }
    }
  }

  private void write(byte[] into, int offset) {
    for (int at = 0; at < PIXELS; at++) {
      float luma = exposed(planes[LUMA][at]);
      float red = luma + planes[1][at];
      float blue = luma + planes[2][at];
      float green = (luma - RED_WEIGHT * red - BLUE_WEIGHT * blue) / GREEN_WEIGHT;
      into[offset + at] = quantise(red);
      into[offset + PIXELS + at] = quantise(green);
      into[offset + 2 * PIXELS + at] = quantise(blue);
    }
  }

  /** As film and sensors do, keeps some difference between bright and brighter. */
  private static float exposed(float luma) {
    return luma < 0.8f ? luma : 0.8f + 0.5f * (luma - 0.8f);
  }

  private static byte quantise(float value) {
    return (byte) Math.min(255, Math.max(0, (int) (value * 255 + 0.5f)));
  }
}
