package org.mixsep.network;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.mixsep.layer.ChannelNorm;
import org.mixsep.layer.Conv2d;
import org.mixsep.plan.LayerGraph;
import org.mixsep.torch.Initializer;
import org.mixsep.torch.Variables;

/**
 * A unit of {@link ConvNeXt}: a depthwise 7x7 convolution, layer norm, a 1x1 convolution to four
 * times the width, GELU, a 1x1 convolution back, a factor for each channel, added to the input.
 */
final class ConvNeXtUnit implements Layer {
  private static final int WIDENING = 4;
  private static final double FIRST_FACTOR = 1e-6;

  private final Conv2d depthwise;
  private final ChannelNorm norm;
  private final Conv2d widen;
  private final Conv2d narrow;
  private final Tensor factors;

  ConvNeXtUnit(Variables.Scope scope, int width) {
    Variables.Scope block = scope.in("block");
    Initializer normal = ConvNeXt.normal();
    Conv2d.Window point = Conv2d.Window.of(1, 1).biased();
    Conv2d.Window wide = Conv2d.Window.of(7, 1).inGroups(width).biased();
    depthwise = new Conv2d(block.in("0"), width, width, wide, normal);
    norm = new ChannelNorm(block.in("2"), width, ConvNeXt.EPSILON);
    widen = new Conv2d(block.in("3"), width, WIDENING * width, point, normal);
    narrow = new Conv2d(block.in("5"), WIDENING * width, width, point, normal);
    factors = scope.parameter("layer_scale", Initializer.constant(FIRST_FACTOR), width, 1, 1);
  }

  @Override
  public Tensor forward(Tensor x, boolean training) {
    Tensor h = torch.gelu(widen.forward(norm.forward(depthwise.forward(x))));
    return narrow.forward(h).mul(factors.to(x.scalar_type().intern())).add_(x);
  }

  @Override
  public String describe(LayerGraph graph, String x) {
    String h = norm.describe(graph, depthwise.describe(graph, x));
    h = narrow.describe(graph, graph.gelu(widen.describe(graph, h)));
    return graph.add(graph.scale(h, factors), x);
  }
}
