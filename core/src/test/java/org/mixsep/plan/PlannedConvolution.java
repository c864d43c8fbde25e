package org.mixsep.plan;

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
import org.mixsep.Exact;
import org.mixsep.layer.Conv2d;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Convolution;
import org.mixsep.torch.Precision;
import org.mixsep.torch.Processor;
import org.mixsep.torch.Variables;

/** What tests of Winograd's forms have in common: one in a plan beside libtorch's in float64. */
abstract class PlannedConvolution {
  private final Precision precision;
  private final String processor;
  private final double least;
  private final double most;
  final int in;
  final int out;

  private PointerScope scope;
  PlannedBlock planned;
  Tensor weight;

  /**
   * @param processor a flag of processors that oneDNN compiles its kernels for
   * @param least error, above that of another form, and {@code most}
   */
  PlannedConvolution(
      Precision precision, String processor, int in, int out, double least, double most) {
    this.precision = precision;
    this.processor = processor;
    this.in = in;
    this.out = out;
    this.least = least;
    this.most = most;
  }

  @BeforeEach
  void make() {
    scope = new PointerScope();
    assumeTrue(Compute.oneDnnAvailable(), "oneDNN does not load here");
    assumeTrue(Processor.has(processor), "oneDNN compiles its kernels for " + processor);
    torch.manual_seed(1);
    Variables variables = new Variables(new Compute(false, precision), 1);
    Conv2d convolution = new Conv2d(variables.root(), in, out, 3, 1);
    weight = variables.parameters().get("weight");
    planned = new PlannedBlock(Convolution.WINOGRAD, convolution::describe);
  }

  @AfterEach
  void close() {
    scope.close();
  }

  @Test
  void anInputWithoutGradientIsTaken() {
    Tensor x = map(64, in, 4, 4);
    Tensor factor = map(64, out, 4, 4);
    planned.forward(x).orElseThrow().mul(factor).sum().backward();
    assertNear(weight.grad(), exact(x, factor)[2]);
    assertFalse(x.grad().defined());
  }

  /** Values and gradients, twice: the second time in memory that was used before. */
  void assertPassesAreNear(long images, long height, long width, int threads) {
    Compute.useThreads(threads);
    for (int step = 0; step < 2; step++) {
      Tensor x = map(images, in, height, width).set_requires_grad(true);
      Tensor factor = map(images, out, height, width);
      Tensor y = planned.forward(x).orElseThrow();
      y.mul(factor).sum().backward();
      Tensor[] exact = exact(x, factor);

      assertEquals(precision.type(), y.scalar_type().intern());
      assertTrue(y.is_contiguous(MemoryFormat.ChannelsLast));
      assertTrue(weight.grad().is_contiguous(MemoryFormat.ChannelsLast));
      assertNear(y, exact[0]);
      assertNear(x.grad(), exact[1]);
      assertNear(weight.grad(), exact[2]);
      weight.mutable_grad().reset();
    }
  }

  Tensor map(long images, long channels, long height, long width) {
    return placed(torch.randn(images, channels, height, width));
  }

  Tensor placed(Tensor map) {
    return map.to(precision.type()).contiguous(MemoryFormat.ChannelsLast);
  }

  Tensor[] exact(Tensor x, Tensor factor) {
    return Exact.convolution(x, weight, factor, 1);
  }

  void assertNear(Tensor actual, Tensor expected) {
    double apart = Exact.apart(actual, expected);
    assertTrue(apart > least && apart < most, "apart by " + apart);
  }
}
