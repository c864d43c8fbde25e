package org.mixsep.batch;

import java.util.Arrays;
import org.mixsep.InvalidInputException;

/**
 * Every image at most once an epoch, in an order drawn afresh for each epoch. Images that do not
 * fill a last batch are left out of that epoch, different ones each time.
 */
public final class ShuffledOrder implements BatchOrder {
  /** Keeps these draws apart from those of others that use the same seed. */
  private static final long PURPOSE = 1;

  private final long seed;
  private final int images;
  private final int batchSize;

  /** The epoch last asked for: saves work, never changes an answer. */
  private volatile Epoch latest;

  private record Epoch(long number, int[] permutation) {}

  /**
   * @param seed equal seeds give equal orders
   * @param images number of images in the set
   * @param batchSize images a batch
   * @throws InvalidInputException when the batch size is below 1 or above the number of images
   */
  public ShuffledOrder(long seed, int images, int batchSize) {
    if (batchSize < 1 || batchSize > images) {
      throw new InvalidInputException(
          "batch size is %s, expected 1 to %s (the number of training images)"
              .formatted(batchSize, images));
    }
    this.seed = seed;
    this.images = images;
    this.batchSize = batchSize;
    this.latest = epoch(0);
  }

  @Override
  public int[] indices(long iteration) {
    long number = iteration / batchesPerEpoch();
    int start = (int) (iteration % batchesPerEpoch()) * batchSize;
    Epoch epoch = latest;
    if (epoch.number != number) {
      epoch = epoch(number);
      latest = epoch;
    }
    return Arrays.copyOfRange(epoch.permutation, start, start + batchSize);
  }

  @Override
  public int batchSize() {
    return batchSize;
  }

  @Override
  public int batchesPerEpoch() {
    return images / batchSize;
  }

  private Epoch epoch(long number) {
    return new Epoch(number, RandomBits.permutation(images, seed, PURPOSE, number));
  }
}
