package org.mixsep.app.config;

import java.util.List;
import org.mixsep.batch.RandomCrop;

/** What is done to each training image each time it is seen. */
public final class AugmentSettings {
  /** When an image is mirrored. */
  public enum Flip {
    /** Each time with probability 1/2. */
    RANDOM,
    /** In every other epoch. */
    ALTERNATING
  }

  static final Group ALL = new Group(Scope.MODEL);

  public static final Setting<List<Augmentation>> STEPS =
      ALL.add("augment", Kinds.list(Augmentation.values()), List.of(Augmentation.FLIP))
          .help(
              "Random changes of training images. First of pixels: trivialaugment (one of 14 operations"
                  + " of random strength; Müller and Hutter, 2021), randaugment (several of one strength;"
                  + " Cubuk et al., 2020). Then, in this order: flip (mirrored left to right), crop (a"
                  + " frame around, cut back at a random place), cutout (a square set to zero). Last, with"
                  + " both labels: mixup (the mean of two images), cutmix (a rectangle of another one);"
                  + " the training error then counts the label with the larger share.");
  public static final Setting<Flip> FLIP =
      ALL.choice("augment.flip", Flip.RANDOM)
          .needs(Need.item(STEPS, Augmentation.FLIP))
          .help(
              "When flip mirrors an image: random (probability 1/2 each time), alternating (every other"
                  + " epoch, begun by chance: two epochs show each image both ways; Jordan, 2024).");
  public static final Setting<Integer> CROP_PADDING =
      ALL.add("augment.crop.padding", Kinds.whole(1, 1024), 4)
          .needs(Need.item(STEPS, Augmentation.CROP))
          .help("Width in pixels of the frame that crop puts around an image.");
  public static final Setting<RandomCrop.Fill> CROP_FILL =
      ALL.choice("augment.crop.fill", RandomCrop.Fill.ZERO)
          .needs(Need.item(STEPS, Augmentation.CROP))
          .help(
              "What that frame shows: zero (the mean image), reflect (the image mirrored at its edges).");
  public static final Setting<Integer> CUTOUT_SIZE =
      ALL.add("augment.cutout.size", Kinds.whole(1, 1024), 16)
          .needs(Need.item(STEPS, Augmentation.CUTOUT))
          .help(
              "Side in pixels of the square that cutout sets to zero; DeVries and Taylor (2017) have 16"
                  + " for CIFAR-10 and 8 for CIFAR-100.");
  public static final Setting<Integer> RAND_OPERATIONS =
      ALL.add("augment.randaugment.operations", Kinds.whole(1, 14), 2)
          .needs(Need.item(STEPS, Augmentation.RANDAUGMENT))
          .help("How many operations randaugment makes, one after another.");
  public static final Setting<Integer> RAND_STRENGTH =
      ALL.add("augment.randaugment.strength", Kinds.whole(0, 30), 9)
          .needs(Need.item(STEPS, Augmentation.RANDAUGMENT))
          .help("The strength of these operations, of 30.");

  private AugmentSettings() {}
}
