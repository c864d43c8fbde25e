package org.mixsep.torch;

import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Batch normalisation over N, H and W; momentum 0.1, epsilon 1e-5, statistics in float32. */
public final class BatchNorm2d {
  private static final double MOMENTUM = 0.1;
  private static final double EPSILON = 1e-5;

  private final Tensor scale;
  private final Tensor shift;
  private final Tensor runningMean;
  private final Tensor runningVariance;
  private final CustomFunction normRelu = new CustomFunction(this::normReluBackward);

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
    if (training && (!records || normRelu.hasRoom())) {
      Optional<NormReluKernel> kernel = NormReluKernel.of(x, EPSILON);
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
    Tensor mask =
        torch.empty(
            new long[] {kernel.maskBytes()},
            new TensorOptions(ScalarType.Byte),
            new MemoryFormatOptional());
    kernel.forward(x, scale, shift, mean, variance, mask, y);
    double values = (double) x.numel() / mean.numel();
    runningMean.mul_(new Scalar(1 - MOMENTUM)).add_(mean, new Scalar(MOMENTUM));
    runningVariance
        .mul_(new Scalar(1 - MOMENTUM))
        .add_(variance, new Scalar(MOMENTUM * values / (values - 1)));
    if (records) {
      normRelu.record(x, y, x.detach(), mean, variance, mask);
    }
    return y;
  }

  private Tensor normReluBackward(Tensor gradient, List<Tensor> saved) {
    Tensor x = saved.get(0);
    Tensor ofX = torch.empty_like(x);
    Tensor ofScale = torch.empty_like(runningMean);
    Tensor ofShift = torch.empty_like(runningMean);
    NormReluKernel.of(x, EPSILON)
        .orElseThrow()
        .backward(
            gradient.contiguous(MemoryFormat.ChannelsLast),
            x,
            scale,
            saved.get(1),
            saved.get(2),
            saved.get(3),
            ofX,
            ofScale,
            ofShift);
    CustomFunction.accumulate(scale, ofScale);
    CustomFunction.accumulate(shift, ofShift);
    return ofX;
  }

  /** {@link #forwardRelu} by the running statistics, as operators of a graph. */
  public String describeRelu(LayerGraph graph, String x) {
    return graph.relu(graph.batchNorm(x, scale, shift, runningMean, runningVariance, EPSILON));
  }
}
