package org.mixsep.batch;

import org.mixsep.InvalidInputException;

/**
 * The part of every batch that one of several processes fills: places one after another, so that
 * the parts by rank are the batch.
 *
 * @param rank in {0..size-1}
 * @param size number of processes, at least 1
 */
public record Share(int rank, int size) {
  /** All of it. */
  public static final Share WHOLE = new Share(0, 1);

  public Share {
    if (rank < 0 || rank >= size) {
      throw new IllegalArgumentException("share %s of %s".formatted(rank, size));
    }
  }

  /**
   * Images of the part.
   *
   * @param batch images of the whole batch
   * @throws InvalidInputException when they do not go into parts of one size
   */
  public int count(int batch) {
    if (batch % size != 0) {
      int below = batch / size * size;
      throw new InvalidInputException(
          "batch=%s: %s processes take an equal part of every batch; say batch=%s or take another number of processes"
              .formatted(
                  batch, size, below == 0 ? size : below + " or batch=" + (below + size) + ","));
    }
    return batch / size;
  }

  /** The first place of the part. */
  int first(int batch) {
    return rank * count(batch);
  }
}
