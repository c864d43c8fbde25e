package org.mixsep.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mixsep.layer.BatchNorm2d;
import org.mixsep.layer.Conv2d;
import org.mixsep.layer.MaxPool2d;
import org.mixsep.network.NormedConvolution.Activation;
import org.mixsep.plan.LayerGraph;
import org.mixsep.plan.PlannedBlock;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Precision;
import org.mixsep.torch.Tensors;
import org.mixsep.torch.Variables;

/** Parts of residual networks: planned they compute what their layers do, forward and back. */
class PlannedLayersTest {
  private static final int IMAGES = 4;

  private enum Part {
    STEM(3, 30) {
      @Override
      Layer on(Variables.Scope scope) {
        return stem(scope);
      }
    },
    BASIC(64, 13) {
      @Override
      Layer on(Variables.Scope scope) {
        return ResidualBlock.basic(scope, 64, 64, 1);
      }
    },
    HALVED(64, 13) {
      @Override
      Layer on(Variables.Scope scope) {
        return ResidualBlock.basic(scope, 64, 128, 2);
      }
    },
    BOTTLENECK(128, 8) {
      @Override
      Layer on(Variables.Scope scope) {
        return ResidualBlock.bottleneck(scope, 128, 32, 128, 1, 1);
      }
    },
    GROUPED(64, 8) {
      @Override
      Layer on(Variables.Scope scope) {
        return ResidualBlock.bottleneck(scope, 64, 128, 256, 2, 32);
      }
    };

    private final int channels;
    private final int side;

    Part(int channels, int side) {
      this.channels = channels;
      this.side = side;
    }

    abstract Layer on(Variables.Scope scope);
  }

  private static Layer stem(Variables.Scope scope) {
    NormedConvolution convolution =
        new NormedConvolution(
            scope.in("conv1"),
            scope.in("bn1"),
            3,
            64,
            Conv2d.Window.of(7, 2),
            BatchNorm2d.Settings.USUAL,
            Activation.RELU);
    Layer pool = Layer.of(new MaxPool2d(3, 2, 1));
    return new Layer() {
      @Override
      public Tensor forward(Tensor x, boolean training) {
        return pool.forward(convolution.forward(x, training), training);
      }

      @Override
      public String describe(LayerGraph graph, String x) {
        return pool.describe(graph, convolution.describe(graph, x));
      }
    };
  }

  @ParameterizedTest
  @CsvSource({
    "STEM, FLOAT32, 0.00001",
    "BASIC, FLOAT32, 0.00001",
    "HALVED, FLOAT32, 0.00001",
    "BOTTLENECK, FLOAT32, 0.00001",
    "GROUPED, FLOAT32, 0.00001",
    "HALVED, BFLOAT16, 0.1",
  })
  void valuesGradientsAndStatisticsAreThoseOfTheLayers(
      Part part, Precision precision, double tolerance) {
    assumeTrue(Compute.oneDnnAvailable(), "oneDNN does not load here");
    try (PointerScope scope = new PointerScope()) {
      Compute.useThreads(1);
      torch.manual_seed(1);
      Compute compute = new Compute(false, precision);
      Variables ofLayers = new Variables(compute, 3);
      Variables ofPlan = new Variables(compute, 3);
      Layer layers = part.on(ofLayers.root());
      Layer described = part.on(ofPlan.root());
      PlannedBlock planned = new PlannedBlock(compute, described::describe);
      for (int step = 0; step < 2; step++) { // the second in memory that was used before
        Tensor x =
            compute
                .placeImages(torch.randn(IMAGES, part.channels, part.side, part.side))
                .set_requires_grad(true);
        List<float[]> expected = pass(ofLayers, x, layers.forward(x, true));
        List<float[]> found = pass(ofPlan, x, planned.forward(x).orElseThrow());
        assertEquals(expected.size(), found.size());
        for (int i = 0; i < expected.size(); i++) {
          double distance = distance(expected.get(i), found.get(i));
          assertTrue(distance < tolerance, "values " + i + " are off by " + distance);
        }
      }
      planned.close();
      layers.close();
    }
  }

  /** Result, gradient of the input, gradients of the parameters, running statistics. */
  private static List<float[]> pass(Variables variables, Tensor x, Tensor y) {
    List<float[]> all = new ArrayList<>(List.of(Tensors.floats(y)));
    torch.manual_seed(7);
    y.to(ScalarType.Float).mul(torch.randn(Tensors.shape(y))).sum().backward();
    all.add(Tensors.floats(x.grad()));
    x.mutable_grad().reset();
    for (Tensor parameter : variables.parameters().values()) {
      all.add(Tensors.floats(parameter.grad()));
      parameter.mutable_grad().reset();
    }
    variables.buffers().values().forEach(buffer -> all.add(Tensors.floats(buffer)));
    return all;
  }

  /** Relative, by the Euclidean norm. */
  private static double distance(float[] expected, float[] found) {
    double difference = 0;
    double size = 0;
    for (int i = 0; i < expected.length; i++) {
      difference += Math.pow(expected[i] - found[i], 2);
      size += Math.pow(expected[i], 2);
    }
    return Math.sqrt(difference / Math.max(size, 1e-30));
  }
}
