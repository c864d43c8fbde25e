package org.mixsep.app.config;

import java.util.List;
import org.mixsep.batch.RandomCrop;

/**
 * What is done to each training image each time it is seen.
 *
 * @param steps in this order
 * @param flip when an image is mirrored
 * @param cropPadding width of the frame that crops are cut from, in pixels
 * @param cropFill what that frame shows
 * @param cutoutSize side of the square that is set to zero, in pixels
 * @param mix how two images become one
 */
public record AugmentConfig(
    List<Augmentation> steps,
    Flip flip,
    int cropPadding,
    RandomCrop.Fill cropFill,
    int cutoutSize,
    MixConfig mix) {
  /** When an image is mirrored. */
  public enum Flip {
    /** Each time with probability 1/2. */
    RANDOM,
    /** In every other epoch. */
    ALTERNATING
  }

  static final Setting<List<Augmentation>> STEPS =
      new Setting<>(
          "augment",
          Kinds.list(Augmentation.values()),
          "flip",
          c -> c.preprocess().augment().steps(),
          "Random changes of training images, in this order: flip (mirrored left to right), crop (a"
              + " frame around, cut back at a random place), cutout (a square set to zero),"
              + " mixup (the mean of two images), cutmix (a rectangle of another image). Images are"
              + " mixed last; then the training error counts the label with the larger share.");
  static final Setting<Flip> FLIP =
      new Setting<>(
          "augment.flip",
          Kinds.hyphened(Flip.values()),
          "random",
          c -> c.preprocess().augment().flip(),
          "When flip mirrors an image: random (probability 1/2 each time), alternating (every other"
              + " epoch, begun by chance: two epochs show each image both ways; Jordan, 2024).");
  static final Setting<Integer> CROP_PADDING =
      new Setting<>(
          "augment.crop.padding",
          Kinds.whole(1, 1024),
          "4",
          c -> c.preprocess().augment().cropPadding(),
          "Width in pixels of the frame that crop puts around an image.");
  static final Setting<RandomCrop.Fill> CROP_FILL =
      new Setting<>(
          "augment.crop.fill",
          Kinds.hyphened(RandomCrop.Fill.values()),
          "zero",
          c -> c.preprocess().augment().cropFill(),
          "What that frame shows: zero (the mean image), reflect (the image mirrored at its edges).");
  static final Setting<Integer> CUTOUT_SIZE =
      new Setting<>(
          "augment.cutout.size",
          Kinds.whole(1, 1024),
          "16",
          c -> c.preprocess().augment().cutoutSize(),
          "Side in pixels of the square that cutout sets to zero; DeVries and Taylor (2017) have 16"
              + " for CIFAR-10 and 8 for CIFAR-100.");
  static final List<Setting<?>> SETTINGS =
      List.of(STEPS, FLIP, CROP_PADDING, CROP_FILL, CUTOUT_SIZE);

  public AugmentConfig {
    steps = List.copyOf(STEPS.checked(steps));
    FLIP.checked(flip);
    CROP_PADDING.checked(cropPadding);
    CROP_FILL.checked(cropFill);
    CUTOUT_SIZE.checked(cutoutSize);
  }

  static AugmentConfig of(Values values) {
    return new AugmentConfig(
        values.get(STEPS),
        values.get(FLIP),
        values.get(CROP_PADDING),
        values.get(CROP_FILL),
        values.get(CUTOUT_SIZE),
        MixConfig.of(values));
  }
}
