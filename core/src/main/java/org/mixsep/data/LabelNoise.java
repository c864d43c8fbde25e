package org.mixsep.data;

import org.mixsep.InvalidInputException;

/**
 * Wrong labels on purpose, symmetric label noise: a share of images, drawn evenly from all, gets
 * another class each, drawn evenly from the others. A pure function of labels and seed; a larger
 * share has the wrong labels of a smaller one among its own, so that runs can be compared in pairs.
 *
 * @param share of images, in [0, 1)
 */
public record LabelNoise(double share, long seed) {
  /** Keeps the draws apart from others of the same seed. */
  private static final long WHICH = 0x6e6f697365L;

  private static final long WHAT = WHICH + 1;

  public LabelNoise {
    if (!(share >= 0 && share < 1)) {
      throw new IllegalArgumentException("the share of wrong labels is in [0, 1), not " + share);
    }
  }

  /** How many of so many labels are wrong: the share, rounded. */
  public int count(int images) {
    return (int) Math.round(share * images);
  }

  /**
   * A copy of the labels, some of them wrong.
   *
   * @param labels in {0..classes-1}
   * @throws InvalidInputException when there is no other class to give
   */
  public int[] on(int[] labels, int classes) {
    int count = count(labels.length);
    if (count > 0 && classes < 2) {
      throw new InvalidInputException(
          "label noise needs two classes or more, and the images have " + classes);
    }
    int[] noisy = labels.clone();
    for (int i : StratifiedSplit.sample(labels.length, count, new SplitMix(seed, WHICH).next())) {
      int other = new SplitMix(seed, WHAT, i).below(classes - 1);
      noisy[i] = other < labels[i] ? other : other + 1;
    }
    return noisy;
  }
}
