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
 * @param randOperations how many operations RandAugment makes
 * @param randStrength of these
 * @param mix how two images become one
 */
public record AugmentConfig(
    List<Augmentation> steps,
    Flip flip,
    int cropPadding,
    RandomCrop.Fill cropFill,
    int cutoutSize,
    int randOperations,
    int randStrength,
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
          "Random changes of training images. First of pixels: trivialaugment (one of 14 operations"
              + " of random strength; Müller and Hutter, 2021), randaugment (several of one strength;"
              + " Cubuk et al., 2020). Then, in this order: flip (mirrored left to right), crop (a"
              + " frame around, cut back at a random place), cutout (a square set to zero). Last, with"
              + " both labels: mixup (the mean of two images), cutmix (a rectangle of another one);"
              + " the training error then counts the label with the larger share.");
  static final Setting<Flip> FLIP =
      new Setting<>(
          "augment.flip",
          Kinds.hyphened(Flip.values()),
          "random",
          c -> c.preprocess().augment().flip(),
          "When flip mirrors an image: random (probability 1/2 each time), alternating (every other"
              + " epoch, begun by chance: two epochs show each image both ways; Jordan, 2024).",
          Need.item(STEPS, Augmentation.FLIP));
  static final Setting<Integer> CROP_PADDING =
      new Setting<>(
          "augment.crop.padding",
          Kinds.whole(1, 1024),
          "4",
          c -> c.preprocess().augment().cropPadding(),
          "Width in pixels of the frame that crop puts around an image.",
          Need.item(STEPS, Augmentation.CROP));
  static final Setting<RandomCrop.Fill> CROP_FILL =
      new Setting<>(
          "augment.crop.fill",
          Kinds.hyphened(RandomCrop.Fill.values()),
          "zero",
          c -> c.preprocess().augment().cropFill(),
          "What that frame shows: zero (the mean image), reflect (the image mirrored at its edges).",
          Need.item(STEPS, Augmentation.CROP));
  static final Setting<Integer> CUTOUT_SIZE =
      new Setting<>(
          "augment.cutout.size",
          Kinds.whole(1, 1024),
          "16",
          c -> c.preprocess().augment().cutoutSize(),
          "Side in pixels of the square that cutout sets to zero; DeVries and Taylor (2017) have 16"
              + " for CIFAR-10 and 8 for CIFAR-100.",
          Need.item(STEPS, Augmentation.CUTOUT));
  static final Setting<Integer> RAND_OPERATIONS =
      new Setting<>(
          "augment.randaugment.operations",
          Kinds.whole(1, 14),
          "2",
          c -> c.preprocess().augment().randOperations(),
          "How many operations randaugment makes, one after another.",
          Need.item(STEPS, Augmentation.RANDAUGMENT));
  static final Setting<Integer> RAND_STRENGTH =
      new Setting<>(
          "augment.randaugment.strength",
          Kinds.whole(0, 30),
          "9",
          c -> c.preprocess().augment().randStrength(),
          "The strength of these operations, of 30.",
          Need.item(STEPS, Augmentation.RANDAUGMENT));
  static final List<Setting<?>> SETTINGS =
      List.of(STEPS, FLIP, CROP_PADDING, CROP_FILL, CUTOUT_SIZE, RAND_OPERATIONS, RAND_STRENGTH);

  public AugmentConfig {
    steps = List.copyOf(STEPS.checked(steps));
    FLIP.checked(flip);
    CROP_PADDING.checked(cropPadding);
    CROP_FILL.checked(cropFill);
    CUTOUT_SIZE.checked(cutoutSize);
    RAND_OPERATIONS.checked(randOperations);
    RAND_STRENGTH.checked(randStrength);
  }

  /** Whether pixels are changed, before images are prepared. */
  public boolean changesPixels() {
    return steps.stream().anyMatch(Augmentation::changesPixels);
  }

  /** Whether two images become one with two labels. */
  public boolean mixes() {
    return steps.contains(Augmentation.MIXUP) || steps.contains(Augmentation.CUTMIX);
  }

  static AugmentConfig of(Values values) {
    return new AugmentConfig(
        values.get(STEPS),
        values.get(FLIP),
        values.get(CROP_PADDING),
        values.get(CROP_FILL),
        values.get(CUTOUT_SIZE),
        values.get(RAND_OPERATIONS),
        values.get(RAND_STRENGTH),
        MixConfig.of(values));
  }
}
