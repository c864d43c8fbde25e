package org.mixsep.network;

import java.util.List;
import org.mixsep.torch.Variables;

/** What stands between a module's features and its logits: the loss asks for it. */
public final class Head {
  private final Maker maker;

  private interface Maker {
    HeadLayers on(Variables.Scope scope, int width, int classes);
  }

  private Head(Maker maker) {
    this.maker = maker;
  }

  /** A fully connected layer; with bias it is the paper's. */
  public static Head fullyConnected(boolean bias) {
    return new Head(
        (scope, width, classes) -> HeadLayers.fullyConnected(scope, width, classes, bias));
  }

  /**
   * Cosines between the features and a weight for each class, times a scale (CosFace, ArcFace).
   *
   * @param scale above 0
   */
  public static Head cosine(double scale) {
    return new Head((scope, width, classes) -> HeadLayers.cosine(scope, width, classes, scale));
  }

  /**
   * Fully connected layers side by side, which predict together.
   *
   * @param names of the layers' variables; one called {@code linear} starts with the weights that
   *     other heads start with
   * @param meanOfProbabilities whether the prediction is the mean of the layers' probabilities, or
   *     else the softmax of the mean of their logits
   */
  public static Head sideBySide(List<String> names, boolean meanOfProbabilities) {
    return new Head(
        (scope, width, classes) ->
            HeadLayers.sideBySide(scope, width, classes, names, meanOfProbabilities));
  }

  /** The layers themselves. */
  HeadLayers on(Variables.Scope scope, int width, int classes) {
    return maker.on(scope, width, classes);
  }
}
