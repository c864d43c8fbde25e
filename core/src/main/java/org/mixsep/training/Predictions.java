package org.mixsep.training;

import java.util.SortedMap;

/**
 * What a network says of a set of images: class probabilities [images, classes], row by row, of
 * each output.
 *
 * @param labels the images' true classes, each in {0..classes-1}
 * @param byBlock probabilities of each module, by block number
 * @param mean the mean of all modules' probabilities
 * @param logits of the last block's module, [images, classes]: where classes lie apart, or do not
 */
public record Predictions(
    int[] labels, SortedMap<Integer, float[]> byBlock, float[] mean, float[] logits) {

  /** Probabilities of the last block's module: the network's prediction by default. */
  public float[] last() {
    return byBlock.get(byBlock.lastKey());
  }

  /**
   * What a temperature is fitted to: the last module's logits, or the logarithms of the mean.
   *
   * @param ofMean whether the mean of all modules is the prediction
   */
  public float[] logits(boolean ofMean) {
    if (!ofMean) {
      return logits;
    }
    float[] logarithms = new float[mean.length];
    for (int i = 0; i < mean.length; i++) {
      logarithms[i] = (float) Math.log(Math.max(mean[i], Float.MIN_NORMAL));
    }
    return logarithms;
  }

  /** Number of images. */
  public int images() {
    return labels.length;
  }
}
