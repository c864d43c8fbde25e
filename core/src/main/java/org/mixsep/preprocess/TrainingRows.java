package org.mixsep.preprocess;

import java.util.List;
import org.mixsep.data.ImageSet;
import org.mixsep.data.ImageShape;

/**
 * The training images as the preceding steps leave them, to be walked through as often as a step
 * needs: float64 blocks of shape [rows, values]. Never holds more than one block in memory.
 */
public final class TrainingRows {
  private final ImageSet images;
  private final List<FittedStep> preceding;

  TrainingRows(ImageSet images, List<FittedStep> preceding) {
    this.images = images;
    this.preceding = List.copyOf(preceding);
  }

  /** Number of training images. */
  public int size() {
    return images.size();
  }

  public ImageShape shape() {
    return images.shape();
  }

  void forEachBlock(RowBlocks.Consumer consumer) {
    RowBlocks.walk(images, preceding, consumer);
  }
}
