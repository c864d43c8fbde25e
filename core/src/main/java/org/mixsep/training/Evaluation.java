package org.mixsep.training;

import java.util.SortedMap;

/**
 * How often a network was wrong on a set of images.
 *
 * @param images number of images, at least 1
 * @param errorsByBlock images that each module got wrong, by block number
 * @param meanErrors images that the mean of all modules' probabilities got wrong
 */
public record Evaluation(int images, SortedMap<Integer, Integer> errorsByBlock, int meanErrors) {

  /** Error of a block's module in percent. */
  public double errorPercent(int block) {
    return 100.0 * errorsByBlock.get(block) / images;
  }

  /** Error of the last block's module in percent: the network's error by default. */
  public double errorPercent() {
    return errorPercent(errorsByBlock.lastKey());
  }

  /** Error of the mean of all modules' probabilities in percent. */
  public double meanErrorPercent() {
    return 100.0 * meanErrors / images;
  }
}
