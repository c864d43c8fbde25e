package org.mixsep.layer;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.mixsep.plan.LayerGraph;
import org.mixsep.plan.PlannedBlock;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Initializer;
import org.mixsep.torch.Variables;

/** Batch normalisation over N, H and W, statistics in float32. */
public final class BatchNorm2d implements AutoCloseable {

  private final Tensor scale;
  private final Tensor shift;
  private final Tensor runningMean;
  private final Tensor runningVariance;
  private final Settings settings;
  private final Compute compute;
  private final PlannedBlock withRelu;
  private final SharedNormLayer shared;

  /**
   * What differs between recipes.
   *
   * @param momentum share of a batch in the running statistics, above 0, at most 1
   * @param epsilon added to the variance, above 0
   * @param scaled whether the scale is trained, or stays 1
   */
  public record Settings(double momentum, double epsilon, boolean scaled) {
    /** libtorch's: momentum 0.1, epsilon 1e-5, with a scale. */
    public static final Settings USUAL = new Settings(0.1, 1e-5, true);
  }

  /** With the usual settings. */
  public BatchNorm2d(Variables.Scope scope, int channels) {
    this(scope, channels, Settings.USUAL);
  }

  public BatchNorm2d(Variables.Scope scope, int channels, Settings settings) {
    this.settings = settings;
    compute = scope.compute();
    withRelu = new PlannedBlock(compute, this::describeRelu);
    scale =
        settings.scaled
            ? scope.parameter("weight", Initializer.constant(1), channels)
            : scope.buffer("weight", 1, channels);
    shift = scope.parameter("bias", Initializer.constant(0), channels);
    runningMean = scope.buffer("running_mean", 0, channels);
    runningVariance = scope.buffer("running_var", 1, channels);
    shared =
        new SharedNormLayer(compute.norms(), scale, shift, runningMean, runningVariance, settings);
  }

  /**
   * [N, channels, H, W] to the same shape.
   *
   * @param training whether to normalise by the batch and to update the running statistics, or to
   *     normalise by those
   */
  public Tensor forward(Tensor x, boolean training) {
    if (training && !compute.norms().isAlone()) {
      return shared.forward(x);
    }
    return torch.batch_norm(
        x,
        new TensorOptional(scale),
        new TensorOptional(shift),
        new TensorOptional(runningMean),
        new TensorOptional(runningVariance),
        training,
        settings.momentum,
        settings.epsilon,
        true);
  }

  /** {@link #forward} followed by ReLU. */
  public Tensor forwardRelu(Tensor x, boolean training) {
    Optional<Tensor> y = training ? withRelu.forward(x) : Optional.empty();
    return y.orElseGet(() -> forward(x, training).relu_());
  }

  /** {@link #forward} followed by GELU. */
  public Tensor forwardGelu(Tensor x, boolean training) {
    return torch.gelu(forward(x, training));
  }

  /** {@link #forwardRelu} by the running statistics, as operators of a graph. */
  public String describeRelu(LayerGraph graph, String x) {
    return graph.relu(describe(graph, x));
  }

  /** {@link #forwardGelu} by the running statistics, as operators of a graph. */
  public String describeGelu(LayerGraph graph, String x) {
    return graph.gelu(describe(graph, x));
  }

  /** {@link #forward} by the running statistics, as an operator of a graph. */
  public String describe(LayerGraph graph, String x) {
    return graph.batchNorm(
        x, scale, shift, runningMean, runningVariance, settings.momentum, settings.epsilon);
  }

  /** {@link PlannedBlock#close}. */
  @Override
  public void close() {
    withRelu.close();
  }
}
