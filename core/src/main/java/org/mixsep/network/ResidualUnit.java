package org.mixsep.network;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.layer.BatchNorm2d;
import org.mixsep.layer.Conv2d;
import org.mixsep.plan.LayerGraph;
import org.mixsep.torch.Variables;

/**
 * Pre-activation residual unit (He et al., Identity mappings in deep residual networks): batch
 * norm, ReLU and a 3x3 convolution, repeated, added to the input.
 *
 * <p>Where width or side changes, the shortcut is a 1x1 convolution of the first activation, as in
 * the authors' code.
 */
final class ResidualUnit implements Layer {
  private final List<BatchNorm2d> norms = new ArrayList<>();
  private final List<Conv2d> convolutions = new ArrayList<>();
  private final Conv2d shortcut;

  /**
   * @param depth number of 3x3 convolutions
   * @param stride of the first one
   */
  ResidualUnit(Variables.Scope scope, int in, int width, int depth, int stride) {
    for (int i = 1; i <= depth; i++) {
      int from = i == 1 ? in : width;
      norms.add(new BatchNorm2d(scope.in("norm" + i), from));
      convolutions.add(new Conv2d(scope.in("conv" + i), from, width, 3, i == 1 ? stride : 1));
    }
    boolean changes = in != width || stride != 1;
    shortcut = changes ? new Conv2d(scope.in("shortcut"), in, width, 1, stride) : null;
  }

  @Override
  public Tensor forward(Tensor x, boolean training) {
    Tensor h = norms.get(0).forwardRelu(x, training);
    Tensor base = shortcut == null ? x : shortcut.forward(h);
    h = convolutions.get(0).forward(h);
    for (int i = 1; i < convolutions.size(); i++) {
      h = convolutions.get(i).forward(norms.get(i).forwardRelu(h, training));
    }
    return h.add_(base);
  }

  @Override
  public String describe(LayerGraph graph, String x) {
    String h = norms.get(0).describeRelu(graph, x);
    String base = shortcut == null ? x : shortcut.describe(graph, h);
    h = convolutions.get(0).describe(graph, h);
    for (int i = 1; i < convolutions.size(); i++) {
      h = convolutions.get(i).describe(graph, norms.get(i).describeRelu(graph, h));
    }
    return graph.add(h, base);
  }

  @Override
  public void close() {
    norms.forEach(BatchNorm2d::close);
  }
}
