package org.mixsep.layer;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mixsep.Exact;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Precision;
import org.mixsep.torch.Variables;

/** Beside float64, since on one processor libtorch's own float32 was found to be wrong. */
class Conv2dTest {
  private static final int IMAGES = 16;

  private PointerScope scope;

  @BeforeEach
  void open() {
    scope = new PointerScope();
    torch.manual_seed(1);
  }

  @AfterEach
  void close() {
    scope.close();
  }

  /** Of ResNet-K, of WRN28/10, of narrower and wider ones, of none. */
  @ParameterizedTest
  @CsvSource({
    "16, 32, 32, 2",
    "32, 64, 16, 2",
    "64, 128, 8, 2",
    "16, 160, 32, 1",
    "160, 320, 32, 2",
    "320, 640, 16, 2",
    "16, 80, 32, 1",
    "80, 160, 32, 2",
    "16, 48, 32, 1",
    "48, 96, 32, 2",
    "3, 8, 9, 2",
    "40, 72, 7, 2",
    "64, 304, 4, 1",
  })
  void kernelsOfOnePixelAreRight(int in, int out, int side, int stride) {
    for (int threads : new int[] {1, 2}) {
      Compute.useThreads(threads);
      assertRight(Precision.FLOAT32, in, out, side, 1, stride, 1e-6);
      assertRight(Precision.BFLOAT16, in, out, side, 1, stride, 0.01);
    }
  }

  /** VGG16's numbers of channels and the others'. */
  @ParameterizedTest
  @ValueSource(ints = {16, 32, 48, 64, 80, 128, 160, 256, 320, 512})
  void kernelsOfNinePixelsAreRight(int channels) {
    Compute.useThreads(2);
    for (int side : new int[] {4, 8}) {
      for (int stride : new int[] {1, 2}) {
        assertRight(Precision.FLOAT32, channels, channels, side, 3, stride, 1e-5);
        assertRight(Precision.BFLOAT16, channels, channels, side, 3, stride, 0.01);
      }
    }
  }

  private static void assertRight(
      Precision precision, int in, int out, int side, int kernel, int stride, double tolerance) {
    Compute compute = new Compute(false, precision);
    Variables variables = new Variables(compute, 3);
    Conv2d convolution = new Conv2d(variables.root().in("c"), in, out, kernel, stride);
    Tensor weight = variables.parameters().get("c.weight");
    Tensor x = compute.placeImages(torch.randn(IMAGES, in, side, side)).set_requires_grad(true);

    Tensor y = convolution.forward(x);
    Tensor factor = torch.randn_like(y);
    y.mul(factor).sum().backward();
    Tensor[] exact = Exact.convolution(x, weight.to(precision.type()), factor, stride);

    String what = "%s, %d to %d channels".formatted(precision, in, out);
    assertTrue(y.is_contiguous(MemoryFormat.ChannelsLast), what);
    assertNear(exact[0], y, tolerance, what);
    assertNear(exact[1], x.grad(), tolerance, "gradient of the input, " + what);
    assertNear(exact[2], weight.grad(), tolerance, "gradient of the weight, " + what);
  }

  private static void assertNear(Tensor expected, Tensor found, double tolerance, String what) {
    double apart = Exact.apart(found, expected);
    assertTrue(apart < tolerance, () -> what + " by " + apart);
  }
}
