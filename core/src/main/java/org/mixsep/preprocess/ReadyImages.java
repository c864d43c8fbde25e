package org.mixsep.preprocess;

import org.mixsep.data.ImageShape;
import org.mixsep.data.LabelledImages;

/**
 * Labelled images that give a network's float32 values: computed before, or of uint8 pixels when
 * they are read. Immutable and safe to share between threads.
 */
public abstract sealed class ReadyImages extends LabelledImages
    permits PreparedImages, PixelImages {
  ReadyImages(LabelledImages source) {
    super(source);
  }

  ReadyImages(LabelledImages source, int[] labels) {
    super(source, labels);
  }

  /**
   * Copies image {@code index}'s {@link ImageShape#values()} values to the start of {@code into}.
   */
  public abstract void read(int index, float[] into);

  /**
   * The same images under other labels; shares their values.
   *
   * @param labels one for each image, in {0..classes-1}
   * @throws org.mixsep.InvalidInputException when their number is another, or one has no class
   */
  public abstract ReadyImages relabelled(int[] labels);
}
