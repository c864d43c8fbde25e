package org.mixsep.torch;

import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/** Batch normalisation over N, H and W; momentum 0.1, epsilon 1e-5, statistics in float32. */
public final class BatchNorm2d {
  private static final double MOMENTUM = 0.1;
  static final double EPSILON = 1e-5;

  private final Tensor scale;
  private final Tensor shift;
  private final Tensor runningMean;
  private final Tensor runningVariance;
  private final CustomFunction function = new CustomFunction();

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
    boolean records = CustomFunction.records(x, scale);
    if (training && (!records || function.hasRoom())) {
      Optional<NormReluKernel> kernel = NormReluKernel.of(x);
      if (kernel.isPresent()) {
        return normRelu(kernel.get(), x, records);
      }
    }
    return forward(x, training).relu_();
  }

  private Tensor normRelu(NormReluKernel kernel, Tensor x, boolean records) {
    Tensor y = torch.empty_like(x);
    Tensor mean = torch.empty_like(runningMean);
    Tensor variance = torch.empty_like(runningVariance);
    Tensor mask = Tensors.bytes(kernel.maskBytes());
    kernel.forward().run(x, scale, shift, variance, mean, mask, y);
    follow(runningMean, runningVariance, mean, variance, (double) x.numel() / mean.numel());
    if (records) {
      function.record(
          x,
          y,
          (gradient, saved) -> backward(kernel, gradient, saved),
          x.detach(),
          variance,
          mean,
          mask);
    }
    return y;
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

  private Tensor backward(NormReluKernel kernel, Tensor ofY, List<Tensor> saved) {
    Tensor x = saved.get(0);
    Tensor variance = saved.get(1);
    Tensor mean = saved.get(2);
    Tensor mask = saved.get(3);
    Tensor ofX = torch.empty_like(x);
    Tensor ofScale = torch.empty_like(mean);
    Tensor ofShift = torch.empty_like(mean);
    Tensor laidOut = ofY.contiguous(MemoryFormat.ChannelsLast);
    kernel.backward().run(laidOut, x, scale, variance, mean, mask, ofX, ofScale, ofShift);
    CustomFunction.accumulate(scale, ofScale);
    CustomFunction.accumulate(shift, ofShift);
    return ofX;
  }

  /** {@link #forwardRelu} by the running statistics, as operators of a graph. */
  public String describeRelu(LayerGraph graph, String x) {
    return graph.relu(graph.batchNorm(x, scale, shift, runningMean, runningVariance, EPSILON));
  }
}
