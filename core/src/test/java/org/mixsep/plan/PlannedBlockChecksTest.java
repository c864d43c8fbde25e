package org.mixsep.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mixsep.layer.BatchNorm2d;
import org.mixsep.layer.Conv2d;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Convolution;
import org.mixsep.torch.Precision;
import org.mixsep.torch.Processor;
import org.mixsep.torch.Variables;

/** What kernels would take unseen, to the JVM's end: each is refused, or left to libtorch. */
class PlannedBlockChecksTest {
  private PointerScope scope;
  private Variables variables;

  @BeforeEach
  void open() {
    scope = new PointerScope();
    Compute.useThreads(1);
    torch.manual_seed(1);
    assumeTrue(Compute.oneDnnAvailable(), "oneDNN does not load here");
    assumeTrue(Processor.has("avx2"), "oneDNN compiles its kernels for AVX2 and AVX512");
    variables = new Variables(new Compute(false, Precision.FLOAT32, Convolution.DIRECT), 1);
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static Tensor map(int channels, int side) {
    return torch.randn(8, channels, side, side).contiguous(MemoryFormat.ChannelsLast);
  }

  @ParameterizedTest
  @CsvSource({"16, 64", "16, 32", "32, 16", "1, 16"})
  void aBatchNormForOtherChannelsIsRefused(int channels, int ofMap) {
    BatchNorm2d norm = new BatchNorm2d(variables.root(), channels);
    Tensor x = map(ofMap, 8).set_requires_grad(true);
    var refused = assertThrows(IllegalArgumentException.class, () -> norm.forwardRelu(x, true));
    assertEquals(
        "a batch norm's scale is [%d], expected [%d] for maps [N, %d, 8, 8]"
            .formatted(channels, ofMap, ofMap),
        refused.getMessage());
  }

  @Test
  void aConvolutionForOtherChannelsIsRefused() {
    Conv2d layer = new Conv2d(variables.root(), 32, 16, 3, 1);
    PlannedBlock planned = new PlannedBlock(layer::describe);
    assertThrows(IllegalArgumentException.class, () -> planned.forward(map(16, 8)));
    assertTrue(planned.forward(map(32, 8)).isPresent()); // nothing was left half made
  }

  @Test
  void statisticsForOtherChannelsAreRefused() {
    Tensor ones = torch.ones(16);
    Tensor one = torch.ones(1);
    PlannedBlock planned =
        new PlannedBlock(
            (graph, x) -> graph.relu(graph.batchNorm(x, ones, ones, one, one, 0.1, 1e-5)));
    assertThrows(IllegalArgumentException.class, () -> planned.forward(map(16, 8)));
  }

  @Test
  void whatKernelsCannotReadIsLeftToTheLayers() {
    Tensor rows = torch.randn(16, 16, 3, 3);
    Tensor doubles = rows.to(torch.ScalarType.Double).contiguous(MemoryFormat.ChannelsLast);
    Tensor sparse = torch.ones(32).slice(0, null, null, 2);
    Tensor large = map(16, 9).narrow(0, 0, 1).contiguous(MemoryFormat.ChannelsLast);
    Tensor ones = torch.ones(16);
    List<PlannedBlock.Layers> layers =
        List.of(
            (graph, x) -> graph.convolution(x, rows, 1, 1),
            (graph, x) -> graph.convolution(x, doubles, 1, 1),
            (graph, x) -> graph.convolution(x, large, 1, 0),
            (graph, x) -> graph.relu(graph.batchNorm(x, sparse, ones, ones, ones, 0.1, 1e-5)),
            (graph, x) -> graph.add(x, graph.maxPool(x, 2)));
    for (PlannedBlock.Layers each : layers) {
      assertFalse(new PlannedBlock(each).forward(map(16, 8)).isPresent());
    }
  }

  @Test
  void mapsOfNothingAreLeftToTheLayers() {
    BatchNorm2d norm = new BatchNorm2d(variables.root(), 16);
    PlannedBlock planned = new PlannedBlock(norm::describeRelu);
    assertFalse(planned.forward(torch.zeros(0, 16, 8, 8)).isPresent());
    assertFalse(planned.forward(torch.zeros(8, 16, 0, 8)).isPresent());
    assertFalse(planned.forward(torch.zeros(8, 16)).isPresent());
  }

  /** Its memory may be another's by then. */
  @Test
  void aVariableThatWasGivenOtherDataIsReadThere() {
    Conv2d layer = new Conv2d(variables.root(), 16, 16, 3, 1);
    PlannedBlock planned = new PlannedBlock(layer::describe);
    Tensor x = map(16, 8);
    planned.forward(x).orElseThrow().sum().backward();
    Tensor weight = variables.parameters().get("weight");
    try (NoGradGuard guard = new NoGradGuard()) {
      weight.set_data(weight.detach().mul(new Scalar(2)));
    }
    Tensor expected = layer.forward(x);
    Tensor found = planned.forward(x).orElseThrow();
    assertTrue(found.sub(expected).norm().div(expected.norm()).item_double() < 1e-5);
    weight.set_data(weight.detach().mul(new Scalar(2)));
    var refused = assertThrows(RuntimeException.class, () -> found.sum().backward());
    assertTrue(refused.getMessage().contains("other data"), refused.getMessage());
  }

  @Test
  void twoThreadsInOneWorkspaceAreRefused() {
    Workspace workspace = new Workspace();
    Conv2d layer = new Conv2d(variables.root(), 16, 16, 3, 1);
    CompletableFuture<Void> other = new CompletableFuture<>();
    PlannedBlock second = new PlannedBlock(Convolution.DIRECT, workspace, layer::describe);
    PlannedBlock first =
        new PlannedBlock(
            Convolution.DIRECT,
            workspace,
            (graph, x) -> {
              other.completeAsync(
                  () -> {
                    assertThrows(IllegalStateException.class, second::close);
                    try (PointerScope own = new PointerScope()) {
                      second.forward(map(16, 8));
                    }
                    return null;
                  });
              var refused = assertThrows(CompletionException.class, other::join);
              assertTrue(refused.getCause() instanceof IllegalStateException);
              return layer.describe(graph, x);
            });
    assertTrue(first.forward(map(16, 8)).isPresent());
    assertTrue(second.forward(map(16, 8)).isPresent()); // one after the other they may
  }
}
