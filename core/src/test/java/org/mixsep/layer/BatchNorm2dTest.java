package org.mixsep.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
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
import org.mixsep.Exact;
import org.mixsep.plan.PlannedBlock;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Precision;
import org.mixsep.torch.Processor;
import org.mixsep.torch.Variables;

/** Batch norm and ReLU in one beside libtorch's two in float64. */
class BatchNorm2dTest {
  private static final int CHANNELS = 32;

  private PointerScope scope;
  private Variables variables;
  private BatchNorm2d norm;
  private Tensor scale;
  private Tensor shift;

  @BeforeEach
  void make() {
    scope = new PointerScope();
    Compute.useThreads(1);
    torch.manual_seed(1);
    make(CHANNELS);
  }

  private void make(int channels) {
    variables = new Variables(new Compute(false, Precision.FLOAT32), 1);
    norm = new BatchNorm2d(variables.root(), channels);
    scale = variables.parameters().get("weight");
    shift = variables.parameters().get("bias");
    try (NoGradGuard guard = new NoGradGuard()) {
      scale.add_(torch.randn(channels).mul(new Scalar(0.3)));
      shift.add_(torch.randn(channels));
    }
  }

  @AfterEach
  void close() {
    scope.close();
  }

  /** The error bounds are a few units in the last place of the format. */
  @ParameterizedTest
  @CsvSource({
    "FLOAT32, 32, 16, 8, 8, 2e-6",
    "FLOAT32, 20, 5, 7, 3, 2e-6", // no multiple of a vector: libtorch's own
    "FLOAT32, 16, 64, 1, 1, 1e-5",
    "BFLOAT16, 32, 16, 8, 8, 6e-3",
    "BFLOAT16, 20, 5, 7, 3, 6e-3",
  })
  void valuesGradientsAndStatisticsAreLibtorchs(
      Precision precision, int channels, long n, long h, long w, double bound) {
    make(channels);
    Tensor x = map(precision, n, channels, h, w);
    Tensor factor = torch.randn(n, channels, h, w).to(precision.type());
    Expected expected = new Expected(x, factor);

    Tensor y = norm.forwardRelu(x, true);
    y.mul(factor).sum().backward();

    assertTrue(y.is_contiguous(MemoryFormat.ChannelsLast));
    assertEquals(precision.type(), y.scalar_type().intern());
    assertNear(expected.y, y, bound);
    assertNear(expected.gradInput, x.grad(), bound);
    assertNear(expected.gradScale, scale.grad(), bound);
    assertNear(expected.gradShift, shift.grad(), bound);
    assertNear(expected.mean, variables.buffers().get("running_mean"), bound);
    assertNear(expected.variance, variables.buffers().get("running_var"), bound);
  }

  @Test
  void bothAreTakenInOneWhereOneDnnHasAKernel() {
    assumeTrue(Processor.has("avx2"), "oneDNN compiles its batch norm for AVX2 and AVX512");
    Tensor x = map(Precision.FLOAT32, 4, CHANNELS, 8, 8);
    assertTrue(takenInOne(x));
    assertFalse(takenInOne(x.to(ScalarType.Double)));
    assertFalse(takenInOne(torch.randn(4, CHANNELS, 8, 8)));
    make(20);
    assertFalse(takenInOne(map(Precision.FLOAT32, 4, 20, 8, 8)));
  }

  private boolean takenInOne(Tensor x) {
    return new PlannedBlock(norm::describeRelu).forward(x).isPresent();
  }

  @Test
  void gradientsAddUpOverPassesInAnyOrder() {
    Tensor first = map(Precision.FLOAT32, 4, CHANNELS, 8, 8);
    Tensor second = map(Precision.FLOAT32, 4, CHANNELS, 8, 8);
    Tensor factor = torch.randn(4, CHANNELS, 8, 8);
    Expected one = new Expected(first, factor);
    Expected other = new Expected(second, factor);

    Tensor a = norm.forwardRelu(first, true);
    Tensor b = norm.forwardRelu(second, true);
    a.mul(factor).sum().backward();
    b.mul(factor).sum().backward();

    assertNear(one.gradInput, first.grad(), 2e-6);
    assertNear(other.gradInput, second.grad(), 2e-6);
    assertNear(one.gradScale.add(other.gradScale), scale.grad(), 2e-6);
  }

  @Test
  void passesThatNeverGoBackDoNoHarm() {
    for (int i = 0; i < 10; i++) {
      norm.forwardRelu(map(Precision.FLOAT32, 4, CHANNELS, 8, 8), true);
    }
    Tensor x = map(Precision.FLOAT32, 4, CHANNELS, 8, 8);
    Tensor factor = torch.randn(4, CHANNELS, 8, 8);
    Expected expected = new Expected(x, factor);
    norm.forwardRelu(x, true).mul(factor).sum().backward();
    assertNear(expected.gradScale, scale.grad(), 2e-6);
  }

  @Test
  void moreLayersThanTheBindingHasHooksAreTaken() {
    Tensor x = map(Precision.FLOAT32, 4, CHANNELS, 8, 8);
    Tensor y = x;
    for (int i = 0; i < 60; i++) {
      Variables.Scope own = new Variables(new Compute(false, Precision.FLOAT32), 1).root();
      y = new BatchNorm2d(own, CHANNELS).forwardRelu(y, true);
    }
    y.sum().backward();
    assertTrue(x.grad().isfinite().all().item_bool());
  }

  @Test
  void theResultMayBeChangedInPlace() {
    Tensor x = map(Precision.FLOAT32, 4, CHANNELS, 8, 8);
    Tensor factor = torch.randn(4, CHANNELS, 8, 8);
    Expected expected = new Expected(x, factor);
    norm.forwardRelu(x, true).mul_(factor).sum().backward();
    assertNear(expected.gradInput, x.grad(), 2e-6);
  }

  @Test
  void anInputChangedAfterwardsIsRefused() {
    Tensor x = map(Precision.FLOAT32, 4, CHANNELS, 8, 8);
    Tensor input = x.mul(new Scalar(1));
    Tensor sum = norm.forwardRelu(input, true).sum();
    input.add_(new Scalar(1));
    assertThrows(RuntimeException.class, sum::backward);
  }

  @Test
  void aSecondWayBackIsRefused() {
    assumeTrue(Processor.has("avx2"), "libtorch's own form has words of its own for this");
    Tensor sum = norm.forwardRelu(map(Precision.FLOAT32, 4, CHANNELS, 8, 8), true).sum();
    sum.backward();
    assertThrows(RuntimeException.class, sum::backward);
  }

  @Test
  void frozenParametersGetNoGradient() {
    scale.set_requires_grad(false);
    shift.set_requires_grad(false);
    Tensor x = map(Precision.FLOAT32, 4, CHANNELS, 8, 8);
    norm.forwardRelu(x, true).sum().backward();
    assertFalse(scale.grad().defined());
    assertTrue(x.grad().defined());
  }

  @Test
  void withoutGradientsTheStatisticsMoveAllTheSame() {
    Tensor x = map(Precision.FLOAT32, 4, CHANNELS, 8, 8);
    Expected expected = new Expected(x, torch.randn(4, CHANNELS, 8, 8));
    try (NoGradGuard guard = new NoGradGuard()) {
      Tensor y = norm.forwardRelu(x, true);
      assertFalse(y.requires_grad());
      assertNear(expected.y, y, 2e-6);
    }
    assertNear(expected.mean, variables.buffers().get("running_mean"), 2e-6);
  }

  /** In float64, of sum(relu(norm(x)) * factor), by the layer's parameters as they are. */
  private final class Expected {
    private final Tensor y;
    private final Tensor gradInput;
    private final Tensor gradScale;
    private final Tensor gradShift;
    private final Tensor mean;
    private final Tensor variance;

    private Expected(Tensor map, Tensor factor) {
      Tensor x = leaf(map);
      Tensor weight = leaf(scale);
      Tensor bias = leaf(shift);
      mean = torch.zeros(map.size(1)).to(ScalarType.Double);
      variance = torch.ones(map.size(1)).to(ScalarType.Double);
      y =
          torch
              .batch_norm(
                  x,
                  new TensorOptional(weight),
                  new TensorOptional(bias),
                  new TensorOptional(mean),
                  new TensorOptional(variance),
                  true,
                  0.1,
                  1e-5,
                  false)
              .relu();
      y.mul(factor.to(ScalarType.Double)).sum().backward();
      gradInput = x.grad();
      gradScale = weight.grad();
      gradShift = bias.grad();
    }

    private Tensor leaf(Tensor tensor) {
      return tensor.detach().to(ScalarType.Double).set_requires_grad(true);
    }
  }

  private static Tensor map(Precision precision, long... shape) {
    return torch
        .randn(shape)
        .mul(new Scalar(2))
        .add(new Scalar(0.5))
        .contiguous(MemoryFormat.ChannelsLast)
        .to(precision.type())
        .set_requires_grad(true);
  }

  private static void assertNear(Tensor expected, Tensor actual, double bound) {
    double apart = Exact.apart(actual, expected);
    assertTrue(apart <= bound, "apart by " + apart);
  }
}
