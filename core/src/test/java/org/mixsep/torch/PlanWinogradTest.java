package org.mixsep.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The fast convolution beside libtorch's in float64: values, gradients, and orders of passes. */
class PlanWinogradTest {
  private static final double ROUNDING = 2e-5;
  private static final int CHANNELS = 64;
  private static final int OUT = 80;

  private PointerScope scope;
  private Conv2d convolution;
  private Tensor weight;

  @BeforeEach
  void make() {
    scope = new PointerScope();
    assumeTrue(Processor.has("avx2"), "oneDNN compiles its products for AVX2 and AVX512");
    Compute.useThreads(1);
    torch.manual_seed(1);
    Variables variables =
        new Variables(new Compute(false, Precision.FLOAT32, Convolution.WINOGRAD), 1);
    convolution = new Conv2d(variables.root(), CHANNELS, OUT, 3, 1);
    weight = variables.parameters().get("weight");
  }

  @AfterEach
  void close() {
    scope.close();
  }

  @ParameterizedTest
  @CsvSource({"64, 4, 4", "70, 16, 16", "9, 8, 20", "5, 32, 32"})
  void valuesAndGradientsAreThoseOfTheDirectForm(long images, long height, long width) {
    Tensor x = map(images, height, width);
    Tensor factor = torch.randn(images, OUT, height, width);
    assertTrue(PlanWinograd.suits(x, OUT));

    Tensor out = convolution.forward(x);
    out.mul(factor).sum().backward();
    Tensor[] direct = direct(x, factor);

    assertTrue(out.is_contiguous(MemoryFormat.ChannelsLast));
    assertTrue(weight.grad().is_contiguous(MemoryFormat.ChannelsLast));
    assertNear(out, direct[0]);
    assertNear(x.grad(), direct[1]);
    assertNear(weight.grad(), direct[2]);
  }

  @Test
  void passesMayGoBackInAnyOrder() {
    Tensor first = map(64, 4, 4);
    Tensor second = map(64, 4, 4);
    Tensor factor = torch.randn(64, OUT, 4, 4);

    Tensor a = convolution.forward(first);
    Tensor b = convolution.forward(second);
    a.mul(factor).sum().backward();
    b.mul(factor).sum().backward();

    Tensor[] one = direct(first, factor);
    Tensor[] other = direct(second, factor);
    assertNear(first.grad(), one[1]);
    assertNear(second.grad(), other[1]);
    assertNear(weight.grad(), one[2].add(other[2]));
  }

  @Test
  void passesThatNeverGoBackDoNoHarm() {
    for (int i = 0; i < 10; i++) {
      convolution.forward(map(64, 4, 4));
    }
    Tensor x = map(64, 4, 4);
    Tensor factor = torch.randn(64, OUT, 4, 4);
    convolution.forward(x).mul(factor).sum().backward();
    assertNear(weight.grad(), direct(x, factor)[2]);
  }

  @Test
  void theResultMayBeChangedInPlaceAsResidualUnitsDo() {
    Tensor x = map(64, 4, 4);
    Tensor other = torch.randn(64, OUT, 4, 4).set_requires_grad(true);
    Tensor factor = torch.randn(64, OUT, 4, 4);
    convolution.forward(x).add_(other).mul(factor).sum().backward();
    assertNear(x.grad(), direct(x, factor)[1]);
    assertTrue(other.grad().equal(factor));
  }

  @Test
  void anInputWithoutGradientIsTaken() {
    Tensor x = map(64, 4, 4).detach();
    Tensor factor = torch.randn(64, OUT, 4, 4);
    convolution.forward(x).relu_().mul(factor).sum().backward();
    assertTrue(weight.grad().defined());
    assertFalse(x.grad().defined());
  }

  @Test
  void withoutGradientsNothingIsKept() {
    try (NoGradGuard guard = new NoGradGuard()) {
      Tensor x = map(64, 4, 4);
      Tensor out = convolution.forward(x);
      assertFalse(out.requires_grad());
      assertNear(out, direct(x, out)[0]);
    }
  }

  @ParameterizedTest
  @CsvSource({"64, 6, 4", "3, 16, 16", "63, 4, 4"})
  void otherSidesAndFewTilesAreLeftToLibtorch(long images, long height, long width) {
    Tensor x = map(images, height, width);
    assertFalse(PlanWinograd.suits(x, OUT));
    Tensor out = convolution.forward(x);
    assertArrayEquals(new long[] {images, OUT, height, width}, out.sizes().vec().get());
  }

  @Test
  void otherLayoutsAreLeftToLibtorch() {
    Tensor x = torch.randn(64, CHANNELS, 4, 4);
    assertFalse(PlanWinograd.suits(x, OUT));
  }

  private static Tensor map(long images, long height, long width) {
    return torch
        .randn(images, CHANNELS, height, width)
        .contiguous(MemoryFormat.ChannelsLast)
        .set_requires_grad(true);
  }

  /** Output, gradient of the input and of the weights of sum(convolution * factor), float64. */
  private Tensor[] direct(Tensor x, Tensor factor) {
    Tensor input = x.detach().to(ScalarType.Double).set_requires_grad(true);
    Tensor weights = weight.detach().to(ScalarType.Double).set_requires_grad(true);
    long[] one = {1, 1};
    Tensor out = torch.conv2d(input, weights, new TensorOptional(), one, one, one, 1);
    if (out.requires_grad()) {
      out.mul(factor.to(ScalarType.Double)).sum().backward();
    }
    return new Tensor[] {out, input.grad(), weights.grad()};
  }

  /**
   * By the norm of the difference over that of {@code expected}; not 0, which would be the same
   * form.
   */
  private static void assertNear(Tensor actual, Tensor expected) {
    Tensor difference = actual.detach().to(ScalarType.Double).sub(expected.detach());
    double apart = difference.norm().item_double() / expected.detach().norm().item_double();
    assertTrue(apart > 1e-9 && apart < ROUNDING, "apart by " + apart);
  }
}
