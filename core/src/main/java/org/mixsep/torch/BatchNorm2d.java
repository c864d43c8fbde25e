package org.mixsep.torch;

import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Batch normalisation over N, H and W; momentum 0.1, epsilon 1e-5, statistics in float32. */
public final class BatchNorm2d implements AutoCloseable {
  private static final double MOMENTUM = 0.1;
  private static final double EPSILON = 1e-5;

  private final Tensor scale;
  private final Tensor shift;
  private final Tensor runningMean;
  private final Tensor runningVariance;
  private final PlannedBlock withRelu = new PlannedBlock(this::describeRelu);

  public BatchNorm2d(Variables.Scope scope, int channels) {
    scale = scope.parameter("weight", Initializer.constant(1), channels);
    shift = scope.parameter("bias", Initializer.constant(0), channels);
    runningMean = scope.buffer("running_mean", 0, channels);
    runningVariance = scope.buffer("running_var", 1, channels);
  }

  /**
   * [N, channels, H, W] to the same shape.
   *
   * @param training whether to normalise by the batch and to update the running statistics, or to
   *     normalise by those
   */
  public Tensor forward(Tensor x, boolean training) {
    return torch.batch_norm(
        x,
        new TensorOptional(scale),
        new TensorOptional(shift),
        new TensorOptional(runningMean),
        new TensorOptional(runningVariance),
        training,
        MOMENTUM,
        EPSILON,
        true);
  }

  /** {@link #forward} followed by ReLU. */
  public Tensor forwardRelu(Tensor x, boolean training) {
    Optional<Tensor> y = training ? withRelu.forward(x) : Optional.empty();
    return y.orElseGet(() -> forward(x, training).relu_());
  }

  /**
   * Moves running statistics to a batch's.
   *
   * @param variance biased, of the batch
   * @param values of a channel in the batch
   */
  static void follow(
      Tensor runningMean, Tensor runningVariance, Tensor mean, Tensor variance, double values) {
    runningMean.lerp_(mean, new Scalar(MOMENTUM));
    runningVariance
        .mul_(new Scalar(1 - MOMENTUM))
        .add_(variance, new Scalar(MOMENTUM * values / (values - 1)));
  }

  /** {@link #forwardRelu} by the running statistics, as operators of a graph. */
  public String describeRelu(LayerGraph graph, String x) {
    return graph.relu(graph.batchNorm(x, scale, shift, runningMean, runningVariance, EPSILON));
  }

  /** {@link PlannedBlock#close}. */
  @Override
  public void close() {
    withRelu.close();
  }
}
