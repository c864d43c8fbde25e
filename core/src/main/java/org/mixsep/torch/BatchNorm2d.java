package org.mixsep.torch;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Batch normalisation over N, H and W; momentum 0.1, epsilon 1e-5, statistics in float32. */
public final class BatchNorm2d {
  private static final double MOMENTUM = 0.1;
  private static final double EPSILON = 1e-5;

  private final TensorOptional scale;
  private final TensorOptional shift;
  private final TensorOptional runningMean;
  private final TensorOptional runningVariance;

  public BatchNorm2d(Variables.Scope scope, int channels) {
    scale = new TensorOptional(scope.parameter("weight", Initializer.constant(1), channels));
    shift = new TensorOptional(scope.parameter("bias", Initializer.constant(0), channels));
    runningMean = new TensorOptional(scope.buffer("running_mean", 0, channels));
    runningVariance = new TensorOptional(scope.buffer("running_var", 1, channels));
  }

  /**
   * [N, channels, H, W] to the same shape.
   *
   * @param training whether to normalise by the batch and to update the running statistics, or to
   *     normalise by those
   */
  public Tensor forward(Tensor x, boolean training) {
    return torch.batch_norm(
        x, scale, shift, runningMean, runningVariance, training, MOMENTUM, EPSILON, true);
  }

  /** {@link #forward} followed by ReLU. */
  public Tensor forwardRelu(Tensor x, boolean training) {
    return forward(x, training).relu_();
  }

  /** {@link #forwardRelu} by the running statistics, as operators of a graph. */
  public String describeRelu(LayerGraph graph, String x) {
    return graph.relu(
        graph.batchNorm(
            x, scale.get(), shift.get(), runningMean.get(), runningVariance.get(), EPSILON));
  }
}
