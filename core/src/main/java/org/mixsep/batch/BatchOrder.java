package org.mixsep.batch;

/**
 * Which images make up the batch of an iteration.
 *
 * <p>A pure function: the same iteration has the same images whenever and in whatever order it is
 * asked for, so that a run can be resumed anywhere. Implementations may be used by several threads.
 */
public interface BatchOrder {
  /**
   * The images of a batch, a fresh array of {@link #batchSize()} indices.
   *
   * @param iteration counted from 0
   */
  int[] indices(long iteration);

  int batchSize();

  /** Iterations after which every image was used about once. */
  int batchesPerEpoch();
}
