package org.mixsep.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Winograd's F(4x4, 3x3) beside libtorch's convolution in float64: values and gradients. */
class PlanWinograd4Test {
  private static final double ROUNDING = 2e-5;

  private static final int CHANNELS = 64;
  private static final int OUT = 80;

  private PointerScope scope;
  private PlannedBlock planned;
  private Tensor weight;

  @BeforeEach
  void make() {
    scope = new PointerScope();
    assumeTrue(Compute.oneDnnAvailable(), "oneDNN does not load here");
    assumeTrue(Processor.has("avx2"), "oneDNN compiles its products for AVX2 and AVX512");
    torch.manual_seed(1);
    Variables variables = new Variables(new Compute(false, Precision.FLOAT32), 1);
    Conv2d convolution = new Conv2d(variables.root(), CHANNELS, OUT, 3, 1);
    weight = variables.parameters().get("weight");
    planned = new PlannedBlock(Convolution.WINOGRAD, convolution::describe);
  }

  @AfterEach
  void close() {
    scope.close();
  }

  /** One tile an image; chunks of unequal sizes; oblong maps; an image that is a chunk. */
  @ParameterizedTest
  @CsvSource({"64, 4, 4, 1", "70, 16, 16, 2", "9, 8, 20, 1", "5, 32, 32, 2", "2, 64, 64, 1"})
  void valuesAndGradientsAreThoseOfTheDirectForm(
      long images, long height, long width, int threads) {
    Compute.useThreads(threads);
    for (int step = 0; step < 2; step++) { // the second one in memory that was used before
      Tensor x = map(images, height, width).set_requires_grad(true);
      Tensor factor = torch.randn(images, OUT, height, width);
      Tensor out = planned.forward(x).orElseThrow();
      out.mul(factor).sum().backward();
      Tensor[] direct = direct(x, factor);

      assertTrue(out.is_contiguous(MemoryFormat.ChannelsLast));
      assertTrue(weight.grad().is_contiguous(MemoryFormat.ChannelsLast));
      assertNear(out, direct[0]);
      assertNear(x.grad(), direct[1]);
      assertNear(weight.grad(), direct[2]);
      weight.mutable_grad().reset();
    }
  }

  @Test
  void anInputWithoutGradientIsTaken() {
    Tensor x = map(64, 4, 4);
    Tensor factor = torch.randn(64, OUT, 4, 4);
    planned.forward(x).orElseThrow().mul(factor).sum().backward();
    assertNear(weight.grad(), direct(x, factor)[2]);
    assertFalse(x.grad().defined());
  }

  @Test
  void theResultMayBeChangedInPlaceAsResidualUnitsDo() {
    Tensor x = map(64, 4, 4).set_requires_grad(true);
    Tensor other = torch.randn(64, OUT, 4, 4).set_requires_grad(true);
    Tensor factor = torch.randn(64, OUT, 4, 4);
    planned.forward(x).orElseThrow().add_(other).mul(factor).sum().backward();
    assertNear(x.grad(), direct(x, factor)[1]);
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
    assertEquals(expected, PlanWinograd4.suits(new OneDnn.Shape(n, c, h, w, bfloat16, 1), out));
  }

  private static Tensor map(long images, long height, long width) {
    return torch.randn(images, CHANNELS, height, width).contiguous(MemoryFormat.ChannelsLast);
  }

  private Tensor[] direct(Tensor x, Tensor factor) {
    return Exact.convolution(x, weight, factor, 1);
  }

  private static void assertNear(Tensor actual, Tensor expected) {
    double apart = Exact.apart(actual, expected); // 0 would be the same form and precision
    assertTrue(apart > 1e-9 && apart < ROUNDING, "apart by " + apart);
  }
}
