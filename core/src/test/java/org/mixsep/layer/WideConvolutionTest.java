package org.mixsep.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bytedeco.javacpp.PointerScope;
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
import org.mixsep.torch.Compute;
import org.mixsep.torch.Convolution;
import org.mixsep.torch.Precision;
import org.mixsep.torch.Variables;

/** Images laid side by side beside libtorch's convolution, in float64. */
class WideConvolutionTest {
  private PointerScope scope;

  @BeforeEach
  void open() {
    scope = new PointerScope();
    Compute.useThreads(1);
    torch.manual_seed(1);
  }

  @AfterEach
  void close() {
    scope.close();
  }

  @ParameterizedTest
  @CsvSource({"64, 64, 64, 4, 4", "6, 128, 192, 8, 8", "15, 96, 96, 3, 5", "2, 64, 64, 1, 4"})
  void valuesAndGradientsAreThoseOfTheDirectForm(
      long images, long in, long out, long height, long width) {
    Tensor x = map(images, in, height, width);
    Tensor weight = weight(in, out);
    Tensor factor = map(images, out, height, width).detach();
    assertTrue(WideConvolution.suits(x, weight));

    Tensor wide = WideConvolution.forward(x, weight);
    wide.mul(factor).sum().backward();
    Tensor gradInput = x.grad().clone();
    Tensor gradWeight = weight.grad().clone();
    x.mutable_grad().reset();
    weight.mutable_grad().reset();
    long[] one = {1, 1};
    Tensor direct = torch.conv2d(x, weight, new TensorOptional(), one, one, one, 1);
    direct.mul(factor).sum().backward();

    assertTrue(wide.is_contiguous(MemoryFormat.ChannelsLast));
    assertNear(wide, direct);
    assertNear(gradInput, x.grad());
    assertNear(gradWeight, weight.grad());
  }

  @ParameterizedTest
  @CsvSource({"64, 64, 64, 4, 9", "64, 32, 64, 4, 4", "64, 64, 64, 8, 8", "1, 64, 64, 4, 4"})
  void largeMapsFewChannelsAndSingleImagesAreLeftToLibtorch(
      long images, long in, long out, long height, long width) {
    assertFalse(WideConvolution.suits(map(images, in, height, width), weight(in, out)));
  }

  @ParameterizedTest
  @CsvSource({"SIDE_BY_SIDE, PermuteBackward0", "DIRECT, ConvolutionBackward0"})
  void networksTakeItWhereItIsAskedFor(Convolution form, String last) {
    Compute compute = new Compute(false, Precision.FLOAT32, form);
    Conv2d convolution = new Conv2d(new Variables(compute, 1).root(), 64, 64, 3, 1);
    Tensor out = convolution.forward(map(64, 64, 4, 4).to(ScalarType.Float));
    assertEquals(last, out.grad_fn().name().getString());
  }

  @Test
  void otherLayoutsAreLeftToLibtorch() {
    assertFalse(WideConvolution.suits(torch.randn(64, 64, 4, 4), weight(64, 64)));
  }

  private static Tensor map(long images, long channels, long height, long width) {
    return randn(images, channels, height, width);
  }

  private static Tensor weight(long in, long out) {
    return randn(out, in, 3, 3);
  }

  private static Tensor randn(long... shape) {
    return torch
        .randn(shape)
        .to(ScalarType.Double)
        .contiguous(MemoryFormat.ChannelsLast)
        .set_requires_grad(true);
  }

  private static void assertNear(Tensor actual, Tensor expected) {
    double apart = actual.sub(expected).abs().max().item_double();
    assertTrue(apart < 1e-10, "apart by " + apart);
  }
}
