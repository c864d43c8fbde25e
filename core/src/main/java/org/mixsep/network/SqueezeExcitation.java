package org.mixsep.network;

import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.mixsep.layer.Conv2d;
import org.mixsep.plan.LayerGraph;
import org.mixsep.torch.Variables;

/**
 * Scales each channel of a map by a number from 0 to 1 that all channels' means decide (Hu et al.,
 * Squeeze-and-excitation networks, 2018), here by a hard sigmoid, as in MobileNetV3.
 */
final class SqueezeExcitation implements Layer {
  private static final long[] SIDES = {2, 3};

  private final Conv2d squeeze;
  private final Conv2d excite;

  /**
   * @param inner number of values between the two layers
   */
  SqueezeExcitation(Variables.Scope scope, int width, int inner) {
    Conv2d.Window point = Conv2d.Window.of(1, 1).biased();
    squeeze = new Conv2d(scope.in("fc1"), width, inner, point);
    excite = new Conv2d(scope.in("fc2"), inner, width, point);
  }

  @Override
  public Tensor forward(Tensor x, boolean training) {
    Tensor means = x.mean(SIDES, true, new ScalarTypeOptional());
    return x.mul(torch.hardsigmoid(excite.forward(squeeze.forward(means).relu_())));
  }

  @Override
  public String describe(LayerGraph graph, String x) {
    String means = graph.meanOfMap(x);
    String inner = graph.relu(squeeze.describe(graph, means));
    return graph.multiply(x, graph.hardSigmoid(excite.describe(graph, inner)));
  }
}
