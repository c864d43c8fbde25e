package org.mixsep.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** Points whose directions are known. */
class PrincipalPlaneTest {

  @Test
  void pointsOfATiltedPlaneComeBackWithTheirCoordinates() {
    double[][] plane = {{4, 1}, {-4, 1}, {4, -1}, {-4, -1}};
    float[] logits = new float[plane.length * 3];
    for (int i = 0; i < plane.length; i++) {
      // Along (0.8, 0, -0.6) and (0, 1, 0), away from the origin.
      logits[3 * i] = (float) (7 + 0.8 * plane[i][0]);
      logits[3 * i + 1] = (float) (5 + plane[i][1]);
      logits[3 * i + 2] = (float) (3 - 0.6 * plane[i][0]);
    }
    PrincipalPlane found = PrincipalPlane.of(logits, plane.length);
    assertArrayEquals(new double[] {4, -4, 4, -4}, found.first(), 1e-5);
    assertArrayEquals(new double[] {1, 1, -1, -1}, found.second(), 1e-5);
    assertEquals(16.0 / 17, found.firstShare(), 1e-6);
    assertEquals(1.0 / 17, found.secondShare(), 1e-6);
  }

  @Test
  void equalLogitsAndASingleClassHaveNoExtent() {
    PrincipalPlane equal = PrincipalPlane.of(new float[] {1, 2, 1, 2}, 2);
    assertArrayEquals(new double[2], equal.first());
    assertEquals(0, equal.firstShare() + equal.secondShare());
    PrincipalPlane single = PrincipalPlane.of(new float[] {1, 3}, 2);
    assertArrayEquals(new double[] {-1, 1}, single.first(), 1e-9);
    assertArrayEquals(new double[2], single.second());
  }

  @Test
  void whatIsNotFiniteHasNoDirections() {
    assertThrows(
        NonFiniteException.class, () -> PrincipalPlane.of(new float[] {1, Float.NaN, 2, 3}, 2));
    assertThrows(IllegalArgumentException.class, () -> PrincipalPlane.of(new float[3], 2));
  }
}
