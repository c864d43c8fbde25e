package org.mixsep.app.config;

import java.util.List;
import org.mixsep.picture.ImageFit;

/**
 * How image sets are read and parted, beyond which and how many.
 *
 * @param validation training images kept apart to be evaluated beside the test images
 * @param labelNoise share of the training images that gets a wrong label
 * @param extra whether to train on SVHN's extra images as well
 * @param pad whether MNIST's and Fashion-MNIST's 1x28x28 become 3x32x32
 * @param testShare share kept for testing of a folder that has no test images of its own
 * @param layout how pictures of a folder are brought to one size
 * @param height rows of a folder's images
 * @param width columns of a folder's images
 */
public record SetOptions(
    int validation,
    double labelNoise,
    boolean extra,
    boolean pad,
    double testShare,
    ImageFit layout,
    int height,
    int width) {
  private static final int LEAST_SIDE = 8;
  private static final int MOST_SIDE = 1024;

  static final Setting<Integer> VALIDATION =
      new Setting<>(
          "data.validation",
          Kinds.whole(0, 10_000_000),
          "0",
          c -> c.data().options().validation(),
          "How many of the training images to keep apart, the same share of every class by"
              + " data.seed; they are not trained on, and their error is shown beside the test"
              + " error, to compare settings by.");
  static final Setting<Double> LABEL_NOISE =
      new Setting<>(
          "data.labelNoise",
          DecimalKind.from(0).below(1),
          "0",
          c -> c.data().options().labelNoise(),
          "Share of the training images whose label is replaced by another class on purpose, both"
              + " drawn evenly by data.seed; validation and test labels stay right. The training"
              + " error is against these labels.");
  static final Setting<Boolean> EXTRA =
      new Setting<>(
          "data.extra",
          Kinds.flag(),
          "off",
          c -> c.data().options().extra(),
          "svhn: whether to train on the 531131 extra images (extra_32x32.mat) as well.",
          Need.of(DataConfig.NAME, DataName.SVHN));
  static final Setting<Boolean> PAD =
      new Setting<>(
          "data.pad",
          Kinds.flag(),
          "on",
          c -> c.data().options().pad(),
          "mnist and fashion-mnist: whether to pad the grey 28x28 images with zeros to 32x32 and"
              + " repeat them in three channels, which the networks are made for.",
          Need.oneOf(DataConfig.NAME, List.of(DataName.MNIST, DataName.FASHION_MNIST)));
  static final Setting<Double> TEST_SHARE =
      new Setting<>(
          "data.testShare",
          DecimalKind.above(0).below(1),
          "0.2",
          c -> c.data().options().testShare(),
          "folder: the share of every class that is kept for testing, by data.seed, where data.dir"
              + " holds CLASS/* instead of train/CLASS/* and test/CLASS/*.",
          Need.of(DataConfig.NAME, DataName.FOLDER));
  static final Setting<ImageFit> LAYOUT =
      new Setting<>(
          "data.layout",
          Kinds.hyphened(ImageFit.values()),
          "stretch",
          c -> c.data().options().layout(),
          "folder: how pictures get to data.height x data.width: stretch (each side by itself) or"
              + " pad (to the height, ratio kept, zeros left and right, what is wider cropped to its"
              + " centre; with 144x144 the paper's gender images).");
  static final Setting<Integer> HEIGHT =
      new Setting<>(
          "data.height",
          Kinds.whole(LEAST_SIDE, MOST_SIDE),
          "32",
          c -> c.data().options().height(),
          "folder: rows of an image after resizing.",
          Need.of(DataConfig.NAME, DataName.FOLDER));
  static final Setting<Integer> WIDTH =
      new Setting<>(
          "data.width",
          Kinds.whole(LEAST_SIDE, MOST_SIDE),
          "32",
          c -> c.data().options().width(),
          "folder: columns of an image after resizing.",
          Need.of(DataConfig.NAME, DataName.FOLDER));
  static final List<Setting<?>> SETTINGS =
      List.of(VALIDATION, LABEL_NOISE, EXTRA, PAD, TEST_SHARE, LAYOUT, HEIGHT, WIDTH);

  public SetOptions {
    VALIDATION.checked(validation);
    LABEL_NOISE.checked(labelNoise);
    EXTRA.checked(extra);
    PAD.checked(pad);
    TEST_SHARE.checked(testShare);
    LAYOUT.checked(layout);
    HEIGHT.checked(height);
    WIDTH.checked(width);
  }

  static SetOptions of(Values values) {
    return new SetOptions(
        values.get(VALIDATION),
        values.get(LABEL_NOISE),
        values.get(EXTRA),
        values.get(PAD),
        values.get(TEST_SHARE),
        values.get(LAYOUT),
        values.get(HEIGHT),
        values.get(WIDTH));
  }
}
