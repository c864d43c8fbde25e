package org.mixsep.plan;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * What layers describe themselves to, one after another: each call adds an operator and gives its
 * result's name, which later calls take. One such graph becomes a file for another program, another
 * one the plan of a block's training passes.
 *
 * <p>Maps are [N, channels, height, width]. A batch norm names its running statistics: a file holds
 * them, a plan moves them. A file leaves dropout out.
 */
public interface LayerGraph {

  /** A convolution without bias. */
  default String convolution(String x, Tensor weight, long stride, long padding) {
    return convolution(x, weight, null, stride, padding, 1);
  }

  /**
   * A convolution of channels in groups, each by itself.
   *
   * @param weight [out, in / groups, k, k]
   * @param bias [out], null where there is none
   */
  String convolution(String x, Tensor weight, Tensor bias, long stride, long padding, long groups);

  /**
   * (x - mean) / sqrt(variance + epsilon) x scale + shift, by channel.
   *
   * @param momentum share of a batch in the running statistics, for who trains
   */
  String batchNorm(
      String x,
      Tensor scale,
      Tensor shift,
      Tensor mean,
      Tensor variance,
      double momentum,
      double epsilon);

  String relu(String x);

  /** x times the standard normal distribution function of x (Hendrycks and Gimpel, 2016). */
  String gelu(String x);

  /** The largest of each square of the given side, without overlap; an odd rest is dropped. */
  default String maxPool(String x, long side) {
    return maxPool(x, side, side, 0);
  }

  /**
   * The largest of each square of the given side.
   *
   * @param padding at every border, which no value is taken from
   */
  String maxPool(String x, long side, long stride, long padding);

  String add(String x, String y);

  /**
   * Drops values in training.
   *
   * @return {@code x} itself, for who takes a network as it is after training
   */
  default String dropout(String x, double probability) {
    return x;
  }

  /** A map's mean over height and width: [N, channels]. */
  String meanOverPositions(String x);

  /**
   * [N, in] to [N, out].
   *
   * @param bias null where the layer has none
   */
  String linear(String x, Tensor weight, Tensor bias);

  /** x times {@link #hardSigmoid} of x (Howard et al., 2019). */
  default String hardSwish(String x) {
    throw new UnsupportedOperationException("hard swish");
  }

  /** (x + 3) / 6, not below 0 and not above 1. */
  default String hardSigmoid(String x) {
    throw new UnsupportedOperationException("a hard sigmoid");
  }

  /** A map's mean over height and width as a map: [N, channels, 1, 1]. */
  default String meanOfMap(String x) {
    throw new UnsupportedOperationException("a mean of a map");
  }

  /** A map by another, or by one of a value for each channel. */
  default String multiply(String x, String y) {
    throw new UnsupportedOperationException("a product of maps");
  }

  /**
   * A map times a factor for each channel.
   *
   * @param factors [channels, 1, 1]
   */
  default String scale(String x, Tensor factors) {
    throw new UnsupportedOperationException("factors of channels");
  }

  /** Layer norm over the channels of each position of a map (Ba et al., 2016). */
  default String channelNorm(String x, Tensor scale, Tensor shift, double epsilon) {
    throw new UnsupportedOperationException("layer norm");
  }

  /** Layer norm of features [N, channels]. */
  default String featureNorm(String x, Tensor scale, Tensor shift, double epsilon) {
    throw new UnsupportedOperationException("layer norm");
  }

  /** Scale x cos of the angles between inputs [N, in] and the rows of a weight: [N, out]. */
  default String cosines(String x, Tensor weight, double scale) {
    throw new UnsupportedOperationException("cosines");
  }

  /** The mean of some logits [N, classes] each. */
  default String mean(List<String> logits) {
    throw new UnsupportedOperationException("a mean of logits");
  }

  /** Logits of which softmax makes the mean of what it makes of each of some [N, classes]. */
  default String meanOfProbabilities(List<String> logits) {
    throw new UnsupportedOperationException("a mean of probabilities");
  }
}
