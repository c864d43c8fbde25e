package org.mixsep.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mixsep.torch.Precision;

/** F(4x4, 3x3) in float32. An error of 0 would be the same form in the same precision. */
class Winograd4Test extends PlannedConvolution {
  Winograd4Test() {
    super(Precision.FLOAT32, "avx2", 64, 80, 1e-9, 2e-5);
  }

  /** One tile an image; chunks of unequal sizes; oblong maps; an image that is a chunk. */
  @ParameterizedTest
  @CsvSource({"64, 4, 4, 1", "70, 16, 16, 2", "9, 8, 20, 1", "5, 32, 32, 2", "2, 64, 64, 1"})
  void valuesAndGradientsAreThoseOfTheDirectForm(
      long images, long height, long width, int threads) {
    assertPassesAreNear(images, height, width, threads);
  }

  @Test
  void theResultMayBeChangedInPlaceAsResidualUnitsDo() {
    Tensor x = map(64, in, 4, 4).set_requires_grad(true);
    Tensor other = map(64, out, 4, 4).set_requires_grad(true);
    Tensor factor = map(64, out, 4, 4);
    planned.forward(x).orElseThrow().add_(other).mul(factor).sum().backward();
    assertNear(x.grad(), exact(x, factor)[1]);
    assertTrue(other.grad().equal(factor));
  }

  @ParameterizedTest
  @CsvSource({
    "64, 64, 4, 4, 64, false, true",
    "64, 128, 4, 4, 128, true, false",
    "63, 64, 4, 4, 64, false, false",
    "64, 63, 4, 4, 64, false, false",
    "64, 64, 4, 4, 63, false, false",
    "64, 64, 6, 4, 64, false, false",
    "64, 64, 4, 6, 64, false, false"
  })
  void suitsManyChannelsAndWholeTiles(
      long n, long c, long h, long w, long out, boolean bfloat16, boolean expected) {
    assertEquals(expected, Winograd4.suits(new MapShape(n, c, h, w, bfloat16, 1), out));
  }
}
