package org.mixsep.drawing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class DistanceFieldTest {
  /** The distance to a round-ended line, by the nearest of many points on it. */
  @Property(tries = 50)
  void agreesWithPointsAlongTheLine(
      @ForAll @DoubleRange(min = -4, max = 20) double ax,
      @ForAll @DoubleRange(min = -4, max = 20) double ay,
      @ForAll @DoubleRange(min = -4, max = 20) double bx,
      @ForAll @DoubleRange(min = -4, max = 20) double by,
      @ForAll @DoubleRange(min = 0.3, max = 4) double half) {
    DistanceField field = new DistanceField(16, 12);
    field.line(ax, ay, bx, by, half, false, false);
    boolean point = ax == bx && ay == by;
    for (int y = 0; y < 12; y++) {
      for (int x = 0; x < 16; x++) {
        double nearest = Double.MAX_VALUE;
        for (int i = 0; i <= 2000; i++) {
          double px = ax + (bx - ax) * i / 2000 - x - 0.5;
          double py = ay + (by - ay) * i / 2000 - y - 0.5;
          nearest = Math.min(nearest, Math.sqrt(px * px + py * py));
        }
        double expected = point ? DistanceField.REACH : Math.min(3, nearest - half);
        assertEquals(expected, field.at(x, y), 0.02);
      }
    }
  }

  @Test
  void cutEndStopsAtThePoint() {
    DistanceField cut = new DistanceField(12, 5);
    cut.line(2, 2.5, 8, 2.5, 1.5, true, true);
    assertEquals(0.5, cut.at(8, 2), 1e-6);
    assertEquals(-0.5, cut.at(7, 2), 1e-6);
    assertEquals(0.5, cut.at(1, 2), 1e-6);
    DistanceField round = new DistanceField(12, 5);
    round.line(2, 2.5, 8, 2.5, 1.5, false, false);
    assertEquals(-1, round.at(8, 2), 1e-6);
    assertEquals(-1, round.at(1, 2), 1e-6);
  }

  @Test
  void coversHalfAPixelAtTheEdge() {
    DistanceField field = new DistanceField(9, 9);
    field.line(-5, 4.5, 15, 4.5, 2, false, false);
    assertEquals(1, field.coverage(4, 4, 0));
    assertEquals(0.5, field.coverage(4, 6, 0), 1e-6);
    assertEquals(1, field.coverage(4, 6, 0.5f), 1e-6);
    assertEquals(0, field.coverage(4, 8, 0));
    assertEquals(0, field.coverage(-1, 4, 0));
  }
}
