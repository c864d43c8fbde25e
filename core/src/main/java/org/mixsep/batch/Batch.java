package org.mixsep.batch;

import org.bytedeco.pytorch.Tensor;

/**
 * Images and labels of one step; where several processes share a batch, all labels and one
 * process's part of the images. The images lie in memory that is used again: they are valid until
 * the next batch is asked for or the source is closed.
 */
public final class Batch {
  private final Tensor images;
  private final Labels labels;
  private final int[] indices;

  Batch(Tensor images, Labels labels, int[] indices) {
    this.images = images;
    this.labels = labels;
    this.indices = indices;
  }

  /** The part's, float32, shape [N, channels, height, width], contiguous, in host memory. */
  public Tensor images() {
    return images;
  }

  /**
   * The label of each image, of one mixed of two the one with the larger share: in 0..classes-1.
   * The array is the caller's.
   */
  public int[] labels() {
    return labels.main();
  }

  /** The labels with their shares. */
  public Labels mixedLabels() {
    return labels;
  }

  /** Which image of the set each one is. The array is the caller's. */
  public int[] indices() {
    return indices;
  }

  /** Number of images of the whole batch. */
  public int size() {
    return indices.length;
  }
}
