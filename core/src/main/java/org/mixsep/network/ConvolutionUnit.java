package org.mixsep.network;

import org.bytedeco.pytorch.Tensor;
import org.mixsep.layer.BatchNorm2d;
import org.mixsep.layer.Conv2d;
import org.mixsep.plan.LayerGraph;
import org.mixsep.torch.Variables;

/** A convolution of stride 1, then batch norm and ReLU. */
final class ConvolutionUnit implements Layer {
  private final Conv2d convolution;
  private final BatchNorm2d norm;

  /**
   * @param index number of the unit within its block, part of its variables' names
   */
  ConvolutionUnit(Variables.Scope scope, int index, int in, int out, int kernel) {
    convolution = new Conv2d(scope.in("conv" + index), in, out, kernel, 1);
    norm = new BatchNorm2d(scope.in("norm" + index), out);
  }

  @Override
  public Tensor forward(Tensor x, boolean training) {
    return norm.forwardRelu(convolution.forward(x), training);
  }

  @Override
  public String describe(LayerGraph graph, String x) {
    return norm.describeRelu(graph, convolution.describe(graph, x));
  }

  @Override
  public void close() {
    norm.close();
  }
}
