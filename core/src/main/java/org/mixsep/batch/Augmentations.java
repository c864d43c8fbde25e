package org.mixsep.batch;

import java.util.List;
import org.mixsep.data.ImageShape;

/**
 * The augmentations of a run with the seed that all their draws come from: each depends on seed,
 * iteration, place in the batch and place in the list alone, or on seed, image and place in the
 * list.
 *
 * @param all made one after another on every image
 * @param batchesPerEpoch of the order that names the images
 */
record Augmentations(List<Augmentation> all, long seed, int batchesPerEpoch) {
  /** Keep these draws apart from those of others that use the same seed. */
  private static final long PURPOSE_USE = 4;

  private static final long PURPOSE_IMAGE = 5;

  /** Leaves images as they are. */
  static final Augmentations NONE = new Augmentations(List.of(), 0, 1);

  Augmentations {
    all = List.copyOf(all);
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /**
   * Changes an image in place.
   *
   * @param index of the image in its set
   * @param position of the image in the batch
   */
  void apply(float[] image, ImageShape shape, int index, long iteration, int position) {
    for (int i = 0; i < all.size(); i++) {
      all.get(i).apply(image, shape, draw(index, iteration, position, i));
    }
  }

  /** For one augmentation, named by its place in the list, of one image. */
  Draw draw(int index, long iteration, int position, int augmentation) {
    return new Draw(
        RandomBits.of(seed, PURPOSE_USE, iteration, position, augmentation),
        RandomBits.of(seed, PURPOSE_IMAGE, index, augmentation),
        iteration / batchesPerEpoch);
  }
}
