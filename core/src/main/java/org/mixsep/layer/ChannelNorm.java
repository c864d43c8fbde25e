package org.mixsep.layer;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.mixsep.plan.LayerGraph;
import org.mixsep.torch.Initializer;
import org.mixsep.torch.Variables;

/** Layer norm over the channels of each position, with a scale and a shift for each channel. */
public final class ChannelNorm {
  private final Tensor scale;
  private final Tensor shift;
  private final double epsilon;
  private final long[] channels;

  /**
   * @param epsilon added to the variance, above 0
   */
  public ChannelNorm(Variables.Scope scope, int channels, double epsilon) {
    this.scale = scope.parameter("weight", Initializer.constant(1), channels);
    this.shift = scope.parameter("bias", Initializer.constant(0), channels);
    this.epsilon = epsilon;
    this.channels = new long[] {channels};
  }

  /** A map [N, channels, H, W] to the same shape. */
  public Tensor forward(Tensor map) {
    return forwardFeatures(map.permute(0, 2, 3, 1)).permute(0, 3, 1, 2);
  }

  /** [..., channels] to the same shape. */
  public Tensor forwardFeatures(Tensor x) {
    return torch.layer_norm(
        x, channels, new TensorOptional(scale), new TensorOptional(shift), epsilon, false);
  }

  /** {@link #forward} as an operator of a graph. */
  public String describe(LayerGraph graph, String map) {
    return graph.channelNorm(map, scale, shift, epsilon);
  }

  /** {@link #forwardFeatures} of [N, channels] as an operator of a graph. */
  public String describeFeatures(LayerGraph graph, String features) {
    return graph.featureNorm(features, scale, shift, epsilon);
  }
}
