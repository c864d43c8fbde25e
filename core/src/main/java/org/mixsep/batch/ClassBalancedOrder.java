package org.mixsep.batch;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.mixsep.InvalidInputException;

/**
 * Batches of M different classes with K images each, so that every image has K - 1 partners of its
 * class.
 *
 * <p>Every image of a class is used once before any of that class is used again; classes with fewer
 * images come round sooner. Every class is used equally often: in each round of C / gcd(C, M)
 * batches, C the number of classes that have images, each class appears M / gcd(C, M) times, in an
 * order drawn afresh for each round. Images of a class stand next to each other in a batch. No
 * image is twice in a batch if its class has at least 3 K images; in a smaller class it can happen
 * where one pass through the class ends and the next begins.
 */
public final class ClassBalancedOrder implements BatchOrder {
  /** Keep these draws apart from each other and from those of others that use the same seed. */
  private static final long PURPOSE_CLASSES = 2;

  private static final long PURPOSE_IMAGES = 3;

  private final long seed;
  private final int imagesPerClass;
  private final int classesPerBatch;
  private final int images;

  /** For each class that has images: their indices. */
  private final int[][] members;

  /** For each class the pass last asked for: saves work, never changes an answer. */
  private final AtomicReferenceArray<Pass> latest;

  private record Pass(long number, int[] order) {}

  /**
   * @param labels the label of every image of the set
   * @param imagesPerClass K
   * @param classesPerBatch M
   * @throws InvalidInputException when M or K is below 1, or more than there is
   */
  public ClassBalancedOrder(long seed, int[] labels, int imagesPerClass, int classesPerBatch) {
    this.seed = seed;
    this.imagesPerClass = imagesPerClass;
    this.classesPerBatch = classesPerBatch;
    this.images = labels.length;
    this.members =
        Arrays.stream(labels)
            .distinct()
            .sorted()
            .mapToObj(c -> IntStream.range(0, images).filter(i -> labels[i] == c).toArray())
            .toArray(int[][]::new);
    this.latest = new AtomicReferenceArray<>(members.length);
    if (classesPerBatch < 1 || classesPerBatch > members.length) {
      throw new InvalidInputException(
          "classes per batch is %s, expected 1 to %s (the classes that have training images)"
              .formatted(classesPerBatch, members.length));
    }
    int fewest = Arrays.stream(members).mapToInt(m -> m.length).min().orElseThrow();
    if (imagesPerClass < 1 || imagesPerClass > fewest) {
      throw new InvalidInputException(
          "images per class is %s, expected 1 to %s (the images of the smallest class)"
              .formatted(imagesPerClass, fewest));
    }
  }

  @Override
  public int[] indices(long iteration) {
    int classes = members.length;
    int divisor = greatestCommonDivisor(classes, classesPerBatch);
    int batchesPerRound = classes / divisor;
    long round = iteration / batchesPerRound;
    int[] order = RandomBits.permutation(classes, seed, PURPOSE_CLASSES, round);
    int[] batch = new int[batchSize()];
    for (int i = 0; i < classesPerBatch; i++) {
      int slot = (int) (iteration % batchesPerRound) * classesPerBatch + i;
      // How often this class was used before: the same for all classes when a round begins.
      long used = round * (classesPerBatch / divisor) + slot / classes;
      fill(batch, i * imagesPerClass, order[slot % classes], used * imagesPerClass);
    }
    return batch;
  }

  @Override
  public int batchSize() {
    return imagesPerClass * classesPerBatch;
  }

  @Override
  public int batchesPerEpoch() {
    return Math.max(1, images / batchSize());
  }

  /** K images of a class from {@code position} on, in the endless row of passes through it. */
  private void fill(int[] batch, int start, int ofClass, long position) {
    int size = members[ofClass].length;
    for (int i = 0; i < imagesPerClass; i++) {
      long at = position + i;
      batch[start + i] = members[ofClass][pass(ofClass, at / size).order[(int) (at % size)]];
    }
  }

  private Pass pass(int ofClass, long number) {
    Pass pass = latest.get(ofClass);
    if (pass == null || pass.number != number) {
      pass = new Pass(number, passOrder(ofClass, number));
      latest.set(ofClass, pass);
    }
    return pass;
  }

  /**
   * One pass through a class. Where its first K images hold some of the last K of the pass before,
   * those are exchanged with images from the middle, so that a batch across both has none twice.
   * The last K stay as drawn, which is why this needs no look further back.
   */
  private int[] passOrder(int ofClass, long number) {
    int size = members[ofClass].length;
    int[] order = RandomBits.permutation(size, seed, PURPOSE_IMAGES, ofClass, number);
    if (number == 0 || size < 3 * imagesPerClass) {
      return order;
    }
    int[] before = RandomBits.permutation(size, seed, PURPOSE_IMAGES, ofClass, number - 1);
    boolean[] justUsed = new boolean[size];
    for (int i = size - imagesPerClass; i < size; i++) {
      justUsed[before[i]] = true;
    }
    int other = imagesPerClass;
    for (int i = 0; i < imagesPerClass; i++) {
      if (justUsed[order[i]]) {
        while (justUsed[order[other]]) {
          other++;
        }
        int later = order[i];
        order[i] = order[other];
        order[other] = later;
      }
    }
    return order;
  }

  private static int greatestCommonDivisor(int a, int b) {
    return b == 0 ? a : greatestCommonDivisor(b, a % b);
  }
}
