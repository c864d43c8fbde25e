package org.mixsep.torch;

import org.bytedeco.pytorch.Tensor;

/**
 * What a network's layers are written into, one after another, when it leaves for another program:
 * each call adds an operator and gives its result's name, which later calls take.
 *
 * <p>Layers describe themselves as they are after training: batch norms with their running
 * statistics, no dropout. Maps are [N, channels, height, width].
 */
public interface LayerGraph {

  /** A convolution without bias. */
  String convolution(String x, Tensor weight, long stride, long padding);

  /** (x - mean) / sqrt(variance + epsilon) x scale + shift, by channel. */
  String batchNorm(
      String x, Tensor scale, Tensor shift, Tensor mean, Tensor variance, double epsilon);

  String relu(String x);

  /** The largest of each square of the given side, without overlap; an odd rest is dropped. */
  String maxPool(String x, long side);

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

  /** [N, in] to [N, out]. */
  String linear(String x, Tensor weight, Tensor bias);
}
