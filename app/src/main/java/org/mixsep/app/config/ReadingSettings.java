package org.mixsep.app.config;

import java.util.List;
import org.mixsep.picture.ImageFit;

/** How image sets are read and parted, beyond which and how many. */
public final class ReadingSettings {
  private static final int LEAST_SIDE = 8;
  private static final int MOST_SIDE = 1024;

  static final Group ALL = new Group(Scope.IMAGES);

  public static final Setting<Integer> VALIDATION =
      ALL.add("data.validation", Kinds.whole(0, 10_000_000), 0)
          .help(
              "How many of the training images to keep apart, the same share of every class by"
                  + " data.seed; they are not trained on, and their error is shown beside the test"
                  + " error, to compare settings by.");
  public static final Setting<Double> LABEL_NOISE =
      ALL.add("data.labelNoise", DecimalKind.from(0).below(1), 0.0)
          .help(
              "Share of the training images whose label is replaced by another class on purpose, both"
                  + " drawn evenly by data.seed; validation and test labels stay right. The training"
                  + " error is against these labels.");
  public static final Setting<Boolean> EXTRA =
      ALL.flag("data.extra", false)
          .needs(Need.of(DataSettings.NAME, DataName.SVHN))
          .help("svhn: whether to train on the 531131 extra images (extra_32x32.mat) as well.");
  public static final Setting<Boolean> PAD =
      ALL.flag("data.pad", true)
          .needs(Need.oneOf(DataSettings.NAME, List.of(DataName.MNIST, DataName.FASHION_MNIST)))
          .help(
              "mnist and fashion-mnist: whether to pad the grey 28x28 images with zeros to 32x32 and"
                  + " repeat them in three channels, which the networks are made for.");
  public static final Setting<Double> TEST_SHARE =
      ALL.add("data.testShare", DecimalKind.above(0).below(1), 0.2)
          .needs(Need.of(DataSettings.NAME, DataName.FOLDER))
          .help(
              "folder: the share of every class that is kept for testing, by data.seed, where data.dir"
                  + " holds CLASS/* instead of train/CLASS/* and test/CLASS/*.");
  public static final Setting<ImageFit> LAYOUT =
      ALL.choice("data.layout", ImageFit.STRETCH)
          .help(
              "folder: how pictures get to data.height x data.width: stretch (each side by itself) or"
                  + " pad (to the height, ratio kept, zeros left and right, what is wider cropped to its"
                  + " centre; with 144x144 the paper's gender images).");
  public static final Setting<Integer> HEIGHT =
      ALL.add("data.height", Kinds.whole(LEAST_SIDE, MOST_SIDE), 32)
          .needs(Need.of(DataSettings.NAME, DataName.FOLDER))
          .help("folder: rows of an image after resizing.");
  public static final Setting<Integer> WIDTH =
      ALL.add("data.width", Kinds.whole(LEAST_SIDE, MOST_SIDE), 32)
          .needs(Need.of(DataSettings.NAME, DataName.FOLDER))
          .help("folder: columns of an image after resizing.");

  private ReadingSettings() {}
}
