package org.mixsep.network;

import org.bytedeco.pytorch.Tensor;
import org.mixsep.layer.BatchNorm2d;
import org.mixsep.layer.Conv2d;
import org.mixsep.layer.MaxPool2d;
import org.mixsep.plan.LayerGraph;
import org.mixsep.torch.Initializer;
import org.mixsep.torch.Variables;

/**
 * A 3x3 convolution, 2x2 max pooling, batch norm and GELU, then a 3x3 convolution, batch norm and
 * GELU. Convolutions hand their input on at first; batch norms do not scale.
 */
final class ConvolutionGroup implements Layer {
  private static final BatchNorm2d.Settings NORM = new BatchNorm2d.Settings(0.4, 1e-12, false);

  private final Conv2d first;
  private final MaxPool2d pool = new MaxPool2d();
  private final BatchNorm2d firstNorm;
  private final Conv2d second;
  private final BatchNorm2d secondNorm;

  ConvolutionGroup(Variables.Scope scope, int in, int width) {
    first = convolution(scope.in("conv1"), in, width);
    firstNorm = new BatchNorm2d(scope.in("norm1"), width, NORM);
    second = convolution(scope.in("conv2"), width, width);
    secondNorm = new BatchNorm2d(scope.in("norm2"), width, NORM);
  }

  private static Conv2d convolution(Variables.Scope scope, int in, int out) {
    Initializer uniform = Initializer.uniform(1 / Math.sqrt(9.0 * in));
    return new Conv2d(scope, in, out, 3, 1, Initializer.dirac(uniform));
  }

  @Override
  public Tensor forward(Tensor x, boolean training) {
    Tensor h = firstNorm.forwardGelu(pool.forward(first.forward(x)), training);
    return secondNorm.forwardGelu(second.forward(h), training);
  }

  @Override
  public String describe(LayerGraph graph, String x) {
    String h = firstNorm.describeGelu(graph, pool.describe(graph, first.describe(graph, x)));
    return secondNorm.describeGelu(graph, second.describe(graph, h));
  }

  @Override
  public void close() {
    pool.close();
    firstNorm.close();
    secondNorm.close();
  }
}
