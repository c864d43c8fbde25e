package org.mixsep.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mixsep.torch.Precision;
import org.mixsep.torch.Tensors;

/**
 * F(2x2, 3x3) in bfloat16. Patches, transformed weights and products are rounded, by 1.7e-3 each;
 * the direct form would be nearer, in the gradient of the weight by far.
 */
class Winograd2Test extends PlannedConvolution {
  private static final float[] KERNEL = {0, 4, 0, 0, 0, 0, 0, 0, -8};

  Winograd2Test() {
    super(Precision.BFLOAT16, "avx512bw", 128, 144, 3e-3, 7e-3);
  }

  /**
   * All images at a time; chunks of 31 and 30; oblong maps; one tile an image; an odd batch; tiles
   * that reach beyond the map.
   */
  @ParameterizedTest
  @CsvSource({
    "64, 4, 4, 1",
    "61, 16, 16, 2",
    "9, 8, 22, 1",
    "32, 2, 2, 2",
    "7, 6, 10, 1",
    "70, 15, 15, 2",
    "9, 7, 6, 1",
    "5, 8, 9, 1"
  })
  void valuesAndGradientsAreThoseOfTheDirectForm(
      long images, long height, long width, int threads) {
    assertPassesAreNear(images, height, width, threads);
  }

  /** Small whole numbers are exact in bfloat16, and so is all that is made of these. */
  @Test
  void wholeNumbersComeOutExactly() {
    Tensor x = whole(in).set_requires_grad(true);
    Tensor factor = whole(out);
    weight.detach().zero_().select(0, 5).select(0, 7).copy_(Tensors.of(KERNEL, 3, 3));
    Tensor y = planned.forward(x).orElseThrow();
    y.mul(factor).sum().backward();
    Tensor[] exact = exact(x, factor);

    assertTrue(y.to(ScalarType.Double).equal(exact[0]));
    assertTrue(x.grad().to(ScalarType.Double).equal(exact[1]));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 128, 2, 2, 128, true, true",
    "128, 128, 16, 6, 144, true, true",
    "1, 128, 2, 2, 128, false, false",
    "1, 112, 2, 2, 128, true, false",
    "1, 128, 2, 2, 112, true, false",
    "1, 136, 2, 2, 128, true, false",
    "1, 128, 2, 2, 136, true, false",
    "1, 128, 7, 7, 128, true, true",
    "1, 128, 3, 3, 128, true, false",
    "1, 128, 1, 2, 128, true, false"
  })
  void suitsManyChannelsAndTilesThatFitInBfloat16(
      long n, long c, long h, long w, long out, boolean bfloat16, boolean expected) {
    MapShape from = new MapShape(n, c, h, w, bfloat16, 1);
    assertEquals(expected, Winograd2.suits(from, from.with(n, out, h, w)));
  }

  /** 0 to 3. */
  private Tensor whole(long channels) {
    return placed(torch.randint(4, new long[] {3, channels, 4, 4}));
  }
}
