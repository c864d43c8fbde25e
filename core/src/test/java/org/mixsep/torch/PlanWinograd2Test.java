package org.mixsep.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Winograd's F(2x2, 3x3) in bfloat16 beside libtorch's convolution in float64: values and
 * gradients. Patches, transformed weights and products are rounded, by 1.7e-3 each; the direct form
 * would be nearer than {@link #LEAST}, in the gradient of the weight by far.
 */
class PlanWinograd2Test {
  private static final double LEAST = 3e-3;
  private static final double MOST = 7e-3;
  private static final float[] KERNEL = {0, 4, 0, 0, 0, 0, 0, 0, -8};
  private static final int CHANNELS = 128;
  private static final int OUT = 144;

  private PointerScope scope;
  private PlannedBlock planned;
  private Tensor weight;

  @BeforeEach
  void make() {
    scope = new PointerScope();
    assumeTrue(Compute.oneDnnAvailable(), "oneDNN does not load here");
    assumeTrue(Processor.has("avx512bw"), "oneDNN compiles bfloat16 kernels for AVX512");
    torch.manual_seed(1);
    Variables variables = new Variables(new Compute(false, Precision.BFLOAT16), 1);
    Conv2d convolution = new Conv2d(variables.root(), CHANNELS, OUT, 3, 1);
    weight = variables.parameters().get("weight");
    planned = new PlannedBlock(Convolution.WINOGRAD, convolution::describe);
  }

  @AfterEach
  void close() {
    scope.close();
  }

  /** All images at a time; chunks of 31 and 30; oblong maps; one tile an image; an odd batch. */
  @ParameterizedTest
  @CsvSource({"64, 4, 4, 1", "61, 16, 16, 2", "9, 8, 22, 1", "32, 2, 2, 2", "7, 6, 10, 1"})
  void valuesAndGradientsAreThoseOfTheDirectForm(
      long images, long height, long width, int threads) {
    Compute.useThreads(threads);
    for (int step = 0; step < 2; step++) { // the second one in memory that was used before
      Tensor x = map(images, CHANNELS, height, width).set_requires_grad(true);
      Tensor factor = map(images, OUT, height, width);
      Tensor out = planned.forward(x).orElseThrow();
      out.mul(factor).sum().backward();
      Tensor[] exact = Exact.convolution(x, weight, factor, 1);

      assertEquals(ScalarType.BFloat16, out.scalar_type().intern());
      assertTrue(out.is_contiguous(MemoryFormat.ChannelsLast));
      assertTrue(weight.grad().is_contiguous(MemoryFormat.ChannelsLast));
      assertNear(out, exact[0]);
      assertNear(x.grad(), exact[1]);
      assertNear(weight.grad(), exact[2]);
      weight.mutable_grad().reset();
    }
  }

  @Test
  void anInputWithoutGradientIsTaken() {
    Tensor x = map(16, CHANNELS, 4, 4);
    Tensor factor = map(16, OUT, 4, 4);
    planned.forward(x).orElseThrow().mul(factor).sum().backward();
    assertNear(weight.grad(), Exact.convolution(x, weight, factor, 1)[2]);
    assertFalse(x.grad().defined());
  }

  /** Small whole numbers are exact in bfloat16, and so is all that is made of these. */
  @Test
  void wholeNumbersComeOutExactly() {
    Tensor x = whole(CHANNELS).set_requires_grad(true);
    Tensor factor = whole(OUT);
    weight.detach().zero_().select(0, 5).select(0, 7).copy_(Tensors.of(KERNEL, 3, 3));
    Tensor out = planned.forward(x).orElseThrow();
    out.mul(factor).sum().backward();
    Tensor[] exact = Exact.convolution(x, weight, factor, 1);

    assertTrue(out.to(ScalarType.Double).equal(exact[0]));
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
    "1, 128, 3, 2, 128, true, false",
    "1, 128, 2, 3, 128, true, false"
  })
  void suitsManyChannelsAndEvenSidesInBfloat16(
      long n, long c, long h, long w, long out, boolean bfloat16, boolean expected) {
    assertEquals(expected, PlanWinograd2.suits(new OneDnn.Shape(n, c, h, w, bfloat16, 1), out));
  }

  private static Tensor map(long images, long channels, long height, long width) {
    return bfloat16(torch.randn(images, channels, height, width));
  }

  /** 0 to 3. */
  private static Tensor whole(long channels) {
    return bfloat16(torch.randint(4, new long[] {3, channels, 4, 4}));
  }

  private static Tensor bfloat16(Tensor map) {
    return map.to(ScalarType.BFloat16).contiguous(MemoryFormat.ChannelsLast);
  }

  private static void assertNear(Tensor actual, Tensor expected) {
    double apart = Exact.apart(actual, expected);
    assertTrue(apart > LEAST && apart < MOST, "apart by " + apart);
  }
}
