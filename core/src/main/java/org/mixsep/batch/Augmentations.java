package org.mixsep.batch;

import java.util.List;
import java.util.stream.IntStream;
import org.mixsep.data.ImageShape;

/**
 * The augmentations of a run with the seed that all their draws come from: each depends on seed,
 * iteration, place in the batch and place in the list alone, or on seed, image and place in the
 * list.
 *
 * @param all those of pixels, of prepared images and of mixing; each kind in its turn
 * @param batchesPerEpoch of the order that names the images
 */
record Augmentations(List<Augmentation> all, long seed, int batchesPerEpoch) {
  /** Keep these draws apart from those of others that use the same seed. */
  private static final long PURPOSE_USE = 4;

  private static final long PURPOSE_IMAGE = 5;
  private static final long PURPOSE_PARTNERS = 6;
  private static final long PURPOSE_CHOICE = 7;

  /** Leaves images as they are. */
  static final Augmentations NONE = new Augmentations(List.of(), 0, 1);

  Augmentations {
    all = List.copyOf(all);
  }

  /** Whether pixels are changed before images are prepared. */
  boolean changesPixels() {
    return all.stream().anyMatch(PixelAugmentation.class::isInstance);
  }

  /** Changes the pixels of an image in place, before it is prepared; else as {@link #apply}. */
  void applyToPixels(byte[] pixels, ImageShape shape, int index, long iteration, int position) {
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i) instanceof PixelAugmentation change) {
        change.apply(pixels, shape, draw(index, iteration, position, i));
      }
    }
  }

  /**
   * Changes a prepared image in place.
   *
   * @param index of the image in its set
   * @param position of the image in the batch
   */
  void apply(float[] image, ImageShape shape, int index, long iteration, int position) {
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i) instanceof ImageAugmentation change) {
        change.apply(image, shape, draw(index, iteration, position, i));
      }
    }
  }

  /** Whether images are mixed with each other. */
  boolean mixes() {
    return all.stream().anyMatch(Mixing.class::isInstance);
  }

  /**
   * The places of a batch in random order: each image is mixed with the next one, the last with the
   * first, so none with itself.
   */
  int[] partners(int batchSize, long iteration) {
    return RandomBits.permutation(batchSize, seed, PURPOSE_PARTNERS, iteration);
  }

  /**
   * Mixes a second image into the first, by one of the ways to mix; each is as likely.
   *
   * @param index of the first image in its set
   * @param position of the first image in the batch
   * @return the first image's share
   */
  float mix(
      float[] image, float[] other, ImageShape shape, int index, long iteration, int position) {
    int[] ways = IntStream.range(0, all.size()).filter(i -> all.get(i) instanceof Mixing).toArray();
    long choice = RandomBits.of(seed, PURPOSE_CHOICE, iteration, position);
    int way = ways[RandomBits.below(ways.length, choice)];
    long bits = draw(index, iteration, position, way).bits();
    return ((Mixing) all.get(way)).mix(image, other, shape, bits);
  }

  /** For one augmentation, named by its place in the list, of one image. */
  Draw draw(int index, long iteration, int position, int augmentation) {
    return new Draw(
        RandomBits.of(seed, PURPOSE_USE, iteration, position, augmentation),
        RandomBits.of(seed, PURPOSE_IMAGE, index, augmentation),
        iteration / batchesPerEpoch);
  }
}
