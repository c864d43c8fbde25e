package org.mixsep.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mixsep.plan.PlannedBlock;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Precision;
import org.mixsep.torch.Processor;

/** Max pooling beside libtorch's: equal to the last bit, both ways. */
class MaxPool2dTest {
  private PointerScope scope;
  private final MaxPool2d pool = new MaxPool2d();

  @BeforeEach
  void make() {
    scope = new PointerScope();
    Compute.useThreads(1);
    torch.manual_seed(1);
  }

  @AfterEach
  void close() {
    scope.close();
  }

  /** bfloat16 has equal values in many squares: the first of them is the largest for both. */
  @ParameterizedTest
  @CsvSource({
    "FLOAT32, 8, 16, 8, 8",
    "BFLOAT16, 8, 16, 8, 8",
    "BFLOAT16, 3, 32, 7, 5",
    "FLOAT32, 2, 5, 9, 4",
    "BFLOAT16, 2, 16, 2, 2",
  })
  void valuesAndGradientsAreLibtorchs(Precision precision, long n, long c, long h, long w) {
    Tensor x = map(precision, n, c, h, w);
    Tensor other = x.detach().set_requires_grad(true);
    Tensor factor = map(precision, n, c, h / 2, w / 2).detach();

    Tensor y = pool.forward(x);
    y.mul(factor).sum().backward();
    Tensor expected = torch.max_pool2d(other, 2, 2);
    expected.mul(factor).sum().backward();

    assertTrue(y.is_contiguous(MemoryFormat.ChannelsLast));
    assertTrue(y.equal(expected));
    assertTrue(x.grad().equal(other.grad()));
  }

  /** Its gradient needs the places of the largest only. */
  @Test
  void theMapNeedNotBeKept() {
    assumeTrue(Processor.has("avx2"), "oneDNN compiles its pooling for AVX2 and AVX512");
    Tensor x = map(Precision.FLOAT32, 8, 16, 8, 8);
    Tensor sum = new PlannedBlock(pool::describe).forward(x).orElseThrow().sum();
    x.detach().zero_();
    sum.backward();
    assertEquals(8 * 16 * 4 * 4, x.grad().sum().item_double());
  }

  @Test
  void otherLayoutsTypesAndTinyMapsAreLeftToLibtorch() {
    Tensor x = map(Precision.FLOAT32, 8, 16, 8, 8);
    assumeTrue(Processor.has("avx2"), "oneDNN compiles its pooling for AVX2 and AVX512");
    assertTrue(planned(x));
    assertFalse(planned(x.contiguous(MemoryFormat.Contiguous)));
    assertFalse(planned(x.to(ScalarType.Double)));
    assertFalse(planned(map(Precision.FLOAT32, 8, 16, 1, 8)));
  }

  private boolean planned(Tensor x) {
    return new PlannedBlock(pool::describe).forward(x).isPresent();
  }

  /** An addition hands one gradient to both its sides, which the pooling must not touch. */
  @Test
  void aGradientSharedWithAnotherBranchStaysWhole() {
    Tensor x = map(Precision.FLOAT32, 8, 16, 8, 8);
    Tensor beside = map(Precision.FLOAT32, 8, 16, 4, 4);
    Tensor branch = beside.mul(new Scalar(1)); // made before, so that its way back comes after
    Tensor factor = map(Precision.FLOAT32, 8, 16, 4, 4).detach();
    pool.forward(x).add(branch).mul(factor).sum().backward();
    assertTrue(beside.grad().equal(factor));
    assertEquals(factor.sum().item_float(), x.grad().sum().item_float(), 1e-3);
  }

  @Test
  void withoutGradientsNothingIsKept() {
    try (NoGradGuard guard = new NoGradGuard()) {
      assertFalse(pool.forward(map(Precision.FLOAT32, 8, 16, 8, 8)).requires_grad());
    }
  }

  private static Tensor map(Precision precision, long... shape) {
    return torch
        .randn(shape)
        .contiguous(MemoryFormat.ChannelsLast)
        .to(precision.type())
        .set_requires_grad(true);
  }
}
