package org.mixsep.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
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
import org.junit.jupiter.params.provider.EnumSource;
import org.mixsep.Exact;
import org.mixsep.layer.BatchNorm2d;
import org.mixsep.layer.Conv2d;
import org.mixsep.layer.MaxPool2d;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Convolution;
import org.mixsep.torch.Precision;
import org.mixsep.torch.Processor;
import org.mixsep.torch.Tensors;
import org.mixsep.torch.Variables;

/** Beside the layers that a block is made of, which tests of their own compare with libtorch. */
class PlannedBlockTest {
  private static final int IMAGES = 32;
  private PointerScope scope;

  @BeforeEach
  void open() {
    scope = new PointerScope();
    Compute.useThreads(1);
    torch.manual_seed(1);
    assumeTrue(Compute.oneDnnAvailable(), "oneDNN does not load here");
    assumeTrue(Processor.has("avx2"), "oneDNN compiles its kernels for AVX2 and AVX512");
  }

  @AfterEach
  void close() {
    scope.close();
  }

  /** Layers of all kinds a plan knows, with a map that three others take. */
  private static final class Block {
    final Variables variables;
    final MaxPool2d pool = new MaxPool2d();
    final BatchNorm2d first;
    final Conv2d shortcut;
    final Conv2d wide;
    final BatchNorm2d second;
    final Conv2d last;

    Block(Compute compute, int in, int out) {
      variables = new Variables(compute, 3);
      Variables.Scope root = variables.root();
      first = new BatchNorm2d(root.in("first"), in);
      shortcut = new Conv2d(root.in("shortcut"), in, out, 1, 2);
      wide = new Conv2d(root.in("wide"), in, out, 3, 2);
      second = new BatchNorm2d(root.in("second"), out);
      last = new Conv2d(root.in("last"), out, out, 3, 1);
    }

    Tensor forward(Tensor x) {
      Tensor h = first.forwardRelu(pool.forward(x), true);
      Tensor base = shortcut.forward(h);
      Tensor once = last.forward(second.forwardRelu(wide.forward(h), true)).add(base);
      return once.add(base);
    }

    String describe(LayerGraph graph, String x) {
      String h = first.describeRelu(graph, pool.describe(graph, x));
      String base = shortcut.describe(graph, h);
      String branch = second.describeRelu(graph, wide.describe(graph, h));
      return graph.add(graph.add(last.describe(graph, branch), base), base);
    }

    PlannedBlock planned(Compute compute) {
      return new PlannedBlock(compute.convolution(), this::describe);
    }
  }

  /** Result, gradient of the input where it has one, gradients and buffers of the block. */
  private static List<float[]> pass(Block block, Tensor x, UnaryOperator<Tensor> forward) {
    Tensor y = forward.apply(x);
    torch.manual_seed(7);
    y.to(ScalarType.Float).mul(torch.randn(Tensors.shape(y))).sum().backward();
    List<float[]> all = new ArrayList<>(List.of(Tensors.floats(y)));
    if (x.requires_grad()) {
      all.add(Tensors.floats(x.grad()));
      x.mutable_grad().reset();
    }
    for (Tensor parameter : block.variables.parameters().values()) {
      all.add(Tensors.floats(parameter.grad()));
      parameter.mutable_grad().reset();
    }
    block.variables.buffers().values().forEach(buffer -> all.add(Tensors.floats(buffer)));
    return all;
  }

  private static Compute compute(Precision precision, Convolution form) {
    return new Compute(false, precision, form);
  }

  private static Tensor map(int channels, int side) {
    return torch.randn(IMAGES, channels, side, side).contiguous(MemoryFormat.ChannelsLast);
  }

  @ParameterizedTest
  @CsvSource({
    "FLOAT32, DIRECT, 16, 32, 16, 1, 0.00001",
    "FLOAT32, DIRECT, 16, 32, 18, 2, 0.00001",
    "BFLOAT16, DIRECT, 16, 32, 16, 1, 0.02",
    "FLOAT32, SIDE_BY_SIDE, 64, 64, 16, 1, 0.00001",
    "BFLOAT16, SIDE_BY_SIDE, 64, 64, 16, 2, 0.02",
    "FLOAT32, WINOGRAD, 64, 80, 32, 2, 0.00001",
  })
  void valuesGradientsAndStatisticsAreThoseOfTheLayers(
      Precision precision,
      Convolution form,
      int in,
      int out,
      int side,
      int threads,
      double tolerance) {
    Compute.useThreads(threads);
    Compute compute = compute(precision, form);
    Block ofLayers = new Block(compute, in, out);
    Block ofPlan = new Block(compute, in, out);
    PlannedBlock planned = ofPlan.planned(compute);
    for (int step = 0; step < 3; step++) { // the second and third in memory that was used before
      Tensor x = map(in, side).to(precision.type()).set_requires_grad(true);
      List<float[]> expected = pass(ofLayers, x, ofLayers::forward);
      List<float[]> found = pass(ofPlan, x, each -> planned.forward(each).orElseThrow());
      assertNear(expected, found, tolerance);
    }
  }

  private static void assertNear(List<float[]> expected, List<float[]> found, double tolerance) {
    for (int i = 0; i < expected.size(); i++) {
      assertTrue(distance(expected.get(i), found.get(i)) < tolerance, "values " + i);
    }
  }

  /** Relative, by the Euclidean norm. */
  private static double distance(float[] expected, float[] found) {
    double difference = 0;
    double size = 0;
    for (int i = 0; i < expected.length; i++) {
      difference += Math.pow(found[i] - expected[i], 2);
      size += Math.pow(expected[i], 2);
    }
    return Math.sqrt(difference / size);
  }

  @Test
  void inputsWithoutAGradientAreTaken() {
    Compute compute = compute(Precision.FLOAT32, Convolution.DIRECT);
    Block block = new Block(compute, 16, 32);
    PlannedBlock planned = block.planned(compute);
    Tensor x = map(16, 16);
    List<float[]> expected = pass(block, x, block::forward).subList(0, 8);
    List<float[]> found = pass(block, x, each -> planned.forward(each).orElseThrow());
    assertNear(expected, found, 1e-5);
  }

  /** The second one grows it while the first one's way back is still to come. */
  @Test
  void blocksTakeTurnsInAWorkspace() {
    Compute compute = compute(Precision.FLOAT32, Convolution.DIRECT);
    Block first = new Block(compute, 16, 32);
    Block second = new Block(compute, 32, 384);
    Workspace workspace = new Workspace();
    PlannedBlock a = new PlannedBlock(compute.convolution(), workspace, first::describe);
    PlannedBlock b = new PlannedBlock(compute.convolution(), workspace, second::describe);
    Tensor x = map(16, 32).set_requires_grad(true);
    List<float[]> expected = pass(first, x, each -> second.forward(first.forward(each)));
    List<float[]> found =
        pass(first, x, each -> b.forward(a.forward(each).orElseThrow()).orElseThrow());
    assertNear(expected.subList(0, 9), found.subList(0, 9), 1e-5);
    a.close();
    second.variables.parameters().values().forEach(each -> each.mutable_grad().reset());
    Tensor left = map(32, 8).set_requires_grad(true);
    expected = pass(second, left, second::forward);
    found = pass(second, left, each -> b.forward(each).orElseThrow());
    assertNear(expected.subList(0, 9), found.subList(0, 9), 1e-5);
    b.close();
  }

  @Test
  void gradientsAddUp() {
    Compute compute = compute(Precision.FLOAT32, Convolution.DIRECT);
    Block block = new Block(compute, 16, 32);
    PlannedBlock planned = block.planned(compute);
    Tensor x = map(16, 16);
    Tensor weight = block.variables.parameters().get("last.weight");
    planned.forward(x).orElseThrow().sum().backward();
    float[] once = Tensors.floats(weight.grad());
    planned.forward(x).orElseThrow().sum().backward();
    assertArrayEquals(once, Tensors.floats(weight.grad().mul(new Scalar(0.5))), 1e-3f);
  }

  @Test
  void frozenWeightsGetNoGradientUntilTheyThaw() {
    Variables variables = new Variables(compute(Precision.FLOAT32, Convolution.DIRECT), 1);
    Conv2d first = new Conv2d(variables.root().in("first"), 16, 16, 3, 1);
    Conv2d second = new Conv2d(variables.root().in("second"), 16, 16, 3, 1);
    PlannedBlock planned =
        new PlannedBlock((graph, x) -> second.describe(graph, first.describe(graph, x)));
    Tensor frozen = variables.parameters().get("first.weight");
    frozen.set_requires_grad(false);
    planned.forward(map(16, 16)).orElseThrow().sum().backward();
    assertFalse(frozen.grad().defined());
    frozen.set_requires_grad(true);
    planned.forward(map(16, 16)).orElseThrow().sum().backward();
    assertTrue(frozen.grad().defined());
  }

  @Test
  void aMapThatNobodyTakesHasNoGradient() {
    Variables variables = new Variables(compute(Precision.FLOAT32, Convolution.DIRECT), 1);
    BatchNorm2d norm = new BatchNorm2d(variables.root().in("norm"), 16);
    Conv2d idle = new Conv2d(variables.root().in("idle"), 16, 16, 3, 1);
    PlannedBlock planned =
        new PlannedBlock(
            (graph, x) -> {
              idle.describe(graph, x);
              return norm.describeRelu(graph, x);
            });
    planned.forward(map(16, 16)).orElseThrow().sum().backward();
    assertTrue(variables.parameters().get("norm.weight").grad().defined());
    assertFalse(variables.parameters().get("idle.weight").grad().defined());
  }

  @Test
  void onePassAtATime() {
    Compute compute = compute(Precision.FLOAT32, Convolution.DIRECT);
    PlannedBlock planned = new Block(compute, 16, 32).planned(compute);
    Tensor y = planned.forward(map(16, 16)).orElseThrow();
    assertFalse(planned.forward(map(16, 16)).isPresent());
    y.sum().backward();
    assertTrue(planned.forward(map(16, 16)).isPresent());
  }

  @Test
  void otherBatchesAndPassesWithoutGradientsAreLeftToTheLayers() {
    Compute compute = compute(Precision.FLOAT32, Convolution.DIRECT);
    PlannedBlock planned = new Block(compute, 16, 32).planned(compute);
    try (NoGradGuard guard = new NoGradGuard()) {
      assertFalse(planned.forward(map(16, 16)).isPresent());
    }
    planned.forward(map(16, 16)).orElseThrow().sum().backward();
    assertFalse(planned.forward(map(16, 32)).isPresent());
    assertFalse(planned.forward(map(16, 16).set_requires_grad(true)).isPresent());
    assertFalse(planned.forward(map(16, 16).contiguous(MemoryFormat.Contiguous)).isPresent());
    assertTrue(planned.forward(map(16, 16)).isPresent());
  }

  @Test
  void aPlanIsForTheThreadsItRunsOn() {
    Compute compute = compute(Precision.FLOAT32, Convolution.DIRECT);
    PlannedBlock planned = new Block(compute, 16, 32).planned(compute);
    planned.forward(map(16, 16)).orElseThrow().sum().backward();
    Compute.useThreads(2);
    assertFalse(planned.forward(map(16, 16)).isPresent());
    Compute.useThreads(1);
    assertTrue(planned.forward(map(16, 16)).isPresent());
  }

  @Test
  void aPlanFollowsBatchesThatStayAnotherKind() {
    Compute compute = compute(Precision.FLOAT32, Convolution.DIRECT);
    Block block = new Block(compute, 16, 32);
    PlannedBlock planned = block.planned(compute);
    planned.forward(map(16, 16)).orElseThrow().sum().backward();
    Tensor x = map(16, 32);
    assertFalse(planned.forward(x).isPresent());
    float[] expected = Tensors.floats(block.forward(x));
    assertTrue(distance(expected, Tensors.floats(planned.forward(x).orElseThrow())) < 1e-5);
  }

  @Test
  void aBlockClosedBeforeTheWayBackSaysSo() {
    Compute compute = compute(Precision.FLOAT32, Convolution.DIRECT);
    PlannedBlock planned = new Block(compute, 16, 32).planned(compute);
    Tensor sum = planned.forward(map(16, 16)).orElseThrow().sum();
    planned.close();
    assertThrows(RuntimeException.class, sum::backward);
    assertTrue(planned.forward(map(16, 16)).isPresent());
  }

  @Test
  void afterItIsClosedAPlanIsMadeAnew() {
    Compute compute = compute(Precision.FLOAT32, Convolution.DIRECT);
    PlannedBlock planned = new Block(compute, 16, 32).planned(compute);
    planned.forward(map(16, 16)).orElseThrow().sum().backward();
    planned.close();
    assertTrue(planned.forward(map(16, 32)).isPresent());
  }

  @Test
  void anInputChangedBeforeTheWayBackIsRefused() {
    Compute compute = compute(Precision.FLOAT32, Convolution.DIRECT);
    BatchNorm2d norm = new BatchNorm2d(new Variables(compute, 1).root(), 16);
    PlannedBlock planned = new PlannedBlock(norm::describeRelu);
    Tensor x = map(16, 16);
    Tensor sum = planned.forward(x).orElseThrow().sum();
    x.zero_();
    assertThrows(RuntimeException.class, sum::backward);
  }

  @Test
  void layersWithoutKernelsAreLeftAlone() {
    Compute compute = compute(Precision.FLOAT32, Convolution.DIRECT);
    BatchNorm2d norm = new BatchNorm2d(new Variables(compute, 1).root(), 16);
    List<PlannedBlock.Layers> none =
        List.of(
            (graph, x) -> x,
            (graph, x) -> graph.relu(x),
            (graph, x) -> graph.dropout(norm.describeRelu(graph, x), 0.5),
            (graph, x) -> graph.meanOverPositions(x));
    for (PlannedBlock.Layers layers : none) {
      Tensor x = map(16, 16).set_requires_grad(true);
      assertFalse(new PlannedBlock(layers).forward(x).isPresent());
    }
  }

  @Test
  void winogradsFormIsTakenWhereItSuits() {
    for (int channels : new int[] {32, 64}) {
      Compute compute = compute(Precision.FLOAT32, Convolution.DIRECT);
      Conv2d layer = new Conv2d(new Variables(compute, 1).root(), channels, channels, 3, 1);
      Tensor x = map(channels, 16);
      Tensor direct = layer.forward(x);
      Tensor y = new PlannedBlock(Convolution.WINOGRAD, layer::describe).forward(x).orElseThrow();
      double apart = y.sub(direct).norm().div(direct.norm()).item_double();
      assertTrue(apart < 1e-5, "apart by " + apart);
      assertEquals(channels == 64, apart > 1e-6, "apart by " + apart);
    }
  }

  /** Of odd maps the last row and column are dropped: nobody computes them. */
  @ParameterizedTest
  @CsvSource({
    "FLOAT32, DIRECT, 16, 3, 1, 15, 0.00001",
    "FLOAT32, DIRECT, 16, 3, 2, 13, 0.00001",
    "FLOAT32, WINOGRAD, 64, 3, 1, 15, 0.00001",
    "BFLOAT16, WINOGRAD, 128, 3, 1, 15, 0.02",
    "BFLOAT16, WINOGRAD, 128, 3, 1, 7, 0.02",
    "FLOAT32, DIRECT, 16, 1, 1, 7, 0.00001"
  })
  void aConvolutionBeforePoolingComputesWhatIsPooled(
      Precision precision,
      Convolution form,
      int channels,
      int kernel,
      int stride,
      int side,
      double tolerance) {
    Variables variables = new Variables(compute(precision, form), 1);
    Conv2d layer = new Conv2d(variables.root(), channels, channels, kernel, stride);
    PlannedBlock planned =
        new PlannedBlock(form, (graph, x) -> graph.maxPool(layer.describe(graph, x), 2));
    Tensor weight = variables.parameters().get("weight");
    for (int step = 0; step < 2; step++) {
      Tensor x = map(channels, side).to(precision.type()).set_requires_grad(true);
      Tensor expected = torch.max_pool2d(layer.forward(x), 2, 2);
      Tensor factor = torch.randn_like(expected.detach());
      expected.mul(factor).sum().backward();
      Tensor gradInput = x.grad().clone();
      Tensor ofWeight = weight.grad().clone();
      x.mutable_grad().reset();
      weight.mutable_grad().reset();
      Tensor y = planned.forward(x).orElseThrow();
      y.mul(factor).sum().backward();
      assertTrue(Exact.apart(y, expected.to(ScalarType.Double)) < tolerance);
      assertTrue(Exact.apart(x.grad(), gradInput.to(ScalarType.Double)) < 10 * tolerance);
      assertTrue(Exact.apart(weight.grad(), ofWeight.to(ScalarType.Double)) < 10 * tolerance);
      weight.mutable_grad().reset();
    }
  }

  /** Both fast forms keep a map's size; a description of one's own need not. */
  @ParameterizedTest
  @EnumSource
  void convolutionsWithoutPaddingAreTakenDirectly(Convolution form) {
    Tensor weight = torch.randn(64, 64, 3, 3).contiguous(MemoryFormat.ChannelsLast);
    PlannedBlock planned = new PlannedBlock(form, (graph, x) -> graph.convolution(x, weight, 1, 0));
    Tensor x = map(64, 8);
    Tensor y = planned.forward(x).orElseThrow();
    Tensor expected = torch.conv2d(x, weight);
    assertTrue(y.sub(expected).norm().div(expected.norm()).item_double() < 1e-5);
  }
}
