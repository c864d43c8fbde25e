package org.mixsep.data;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.mixsep.InvalidInputException;

/**
 * Images parted in two by chance, so that every class has the same share of both: a pure function
 * of labels, number and seed.
 *
 * @param chosen indices of the images chosen, ascending
 * @param rest indices of all others, ascending
 */
public record StratifiedSplit(int[] chosen, int[] rest) {

  /**
   * Chooses {@code count} images: of each class its share, rounded so that the numbers add up.
   *
   * @param labels in {0..classes-1}
   * @throws InvalidInputException when {@code count} is below 0 or above the number of images
   */
  public static StratifiedSplit of(int[] labels, int classes, int count, long seed) {
    if (count < 0 || count > labels.length) {
      throw new InvalidInputException(
          "cannot choose %s of %s images".formatted(count, labels.length));
    }
    int[][] byClass = new int[classes][];
    for (int c = 0; c < classes; c++) {
      int label = c;
      byClass[c] = IntStream.range(0, labels.length).filter(i -> labels[i] == label).toArray();
    }
    int[] shares = shares(byClass, labels.length, count);
    boolean[] isChosen = new boolean[labels.length];
    for (int c = 0; c < classes; c++) {
      // A generator of its own: which images are chosen does not hang on other classes.
      shuffle(byClass[c], new SplittableRandom(seed * 1_000_003 + c));
      for (int i = 0; i < shares[c]; i++) {
        isChosen[byClass[c][i]] = true;
      }
    }
    return new StratifiedSplit(
        IntStream.range(0, labels.length).filter(i -> isChosen[i]).toArray(),
        IntStream.range(0, labels.length).filter(i -> !isChosen[i]).toArray());
  }

  /** Largest remainders: every share is the exact one, rounded down or up. */
  private static int[] shares(int[][] byClass, int images, int count) {
    int[] shares = new int[byClass.length];
    long[] remainders = new long[byClass.length];
    int left = count;
    for (int c = 0; c < shares.length; c++) {
      long exact = (long) byClass[c].length * count; // over the number of images
      shares[c] = images == 0 ? 0 : (int) (exact / images);
      remainders[c] = images == 0 ? 0 : exact % images;
      left -= shares[c];
    }
    int[] largestFirst =
        IntStream.range(0, shares.length)
            .boxed()
            .sorted(Comparator.comparingLong(c -> -remainders[c]))
            .mapToInt(c -> c)
            .toArray();
    for (int i = 0; i < left; i++) {
      shares[largestFirst[i]]++;
    }
    return shares;
  }

  /** {@code count} of the numbers below {@code size}, ascending: each choice is as likely. */
  public static int[] sample(int size, int count, long seed) {
    int[] order = IntStream.range(0, size).toArray();
    shuffle(order, new SplittableRandom(seed));
    int[] chosen = Arrays.copyOf(order, count);
    Arrays.sort(chosen);
    return chosen;
  }

  private static void shuffle(int[] values, SplittableRandom random) {
    for (int i = values.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int kept = values[i];
      values[i] = values[other];
      values[other] = kept;
    }
  }
}
