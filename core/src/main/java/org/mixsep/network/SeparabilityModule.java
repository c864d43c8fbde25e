package org.mixsep.network;

import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.layer.BatchNorm2d;
import org.mixsep.plan.LayerGraph;
import org.mixsep.torch.Variables;

/**
 * The trainable part of a mixture separability module: global average pooling and a {@link Head},
 * in the paper a fully connected layer to the classes, on any feature map (section 3.2). The loss
 * takes what it says.
 */
public final class SeparabilityModule implements AutoCloseable {
  private static final long[] POSITIONS = {1};

  private final BatchNorm2d activation;
  private final Optional<Neck> neck;
  private final HeadLayers classifier;

  /**
   * @param width channels of the map
   * @param activation whether batch norm and ReLU go first, for maps of pre-activation networks
   * @param neck what the pooled map passes through before the head, if anything
   * @param head from the pooled map to the logits
   */
  public SeparabilityModule(
      Variables.Scope scope,
      int width,
      int classes,
      boolean activation,
      Optional<Neck> neck,
      Head head) {
    this.activation = activation ? new BatchNorm2d(scope.in("norm"), width) : null;
    this.neck = neck;
    this.classifier = head.on(scope, neck.map(Neck::width).orElse(width), classes);
  }

  /** Map [N, width, h, w] in any precision to logits [N, classes] and what they come from. */
  public ModuleOutput forward(Tensor map, boolean training) {
    Tensor x = activation == null ? map : activation.forwardRelu(map, training);
    Tensor pooled = meanOverPositions(x);
    return classifier.forward(neck.map(n -> n.forward(pooled, training)).orElse(pooled));
  }

  /**
   * Global average pooling in the precision of the logits. Summed position by position and divided
   * afterwards: the gradient then comes back channels last like the map, where that of {@code
   * mean(2, 3)} has another layout, and a ReLU before it takes fifty times as long.
   */
  private Tensor meanOverPositions(Tensor x) {
    Tensor positions = x.permute(0, 2, 3, 1).flatten(1, 2);
    return positions
        .sum(POSITIONS, false, new ScalarTypeOptional(classifier.type()))
        .mul(new Scalar(1.0 / positions.size(1)));
  }

  /** The same as operators of a graph. */
  String describe(LayerGraph graph, String map) {
    String x = activation == null ? map : activation.describeRelu(graph, map);
    String pooled = graph.meanOverPositions(x);
    return classifier.describe(graph, neck.map(n -> n.describe(graph, pooled)).orElse(pooled));
  }

  /** Frees what is kept from one training pass to the next. */
  @Override
  public void close() {
    if (activation != null) {
      activation.close();
    }
  }
}
