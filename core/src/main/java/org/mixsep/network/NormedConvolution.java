package org.mixsep.network;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.mixsep.layer.BatchNorm2d;
import org.mixsep.layer.Conv2d;
import org.mixsep.plan.LayerGraph;
import org.mixsep.torch.Variables;

/** A convolution without bias, batch norm, and what follows it. */
final class NormedConvolution implements Layer {
  private final Conv2d convolution;
  private final BatchNorm2d norm;
  private final Activation activation;

  /** What follows a batch norm. */
  enum Activation {
    NONE,
    RELU,
    HARD_SWISH
  }

  /**
   * @param convolution names of its variables, and {@code norm} those of the batch norm
   */
  NormedConvolution(
      Variables.Scope convolution,
      Variables.Scope norm,
      int in,
      int out,
      Conv2d.Window window,
      BatchNorm2d.Settings settings,
      Activation activation) {
    this.convolution = new Conv2d(convolution, in, out, window);
    this.norm = new BatchNorm2d(norm, out, settings);
    this.activation = activation;
  }

  @Override
  public Tensor forward(Tensor x, boolean training) {
    Tensor h = convolution.forward(x);
    return switch (activation) {
      case NONE -> norm.forward(h, training);
      case RELU -> norm.forwardRelu(h, training);
      case HARD_SWISH -> torch.hardswish(norm.forward(h, training));
    };
  }

  @Override
  public String describe(LayerGraph graph, String x) {
    String h = convolution.describe(graph, x);
    return switch (activation) {
      case NONE -> norm.describe(graph, h);
      case RELU -> norm.describeRelu(graph, h);
      case HARD_SWISH -> graph.hardSwish(norm.describe(graph, h));
    };
  }

  @Override
  public void close() {
    norm.close();
  }
}
