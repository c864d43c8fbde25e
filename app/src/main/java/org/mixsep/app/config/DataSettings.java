package org.mixsep.app.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** Which images are trained and tested on. */
public final class DataSettings {
  private static final int MOST_IMAGES = 10_000_000;

  static final Group ALL = new Group(Scope.IMAGES);

  public static final Setting<DataName> NAME =
      ALL.choice("data.name", DataName.STREET_DIGITS)
          .help(
              "The image set: street-digits are house-number digits drawn by mixsep itself and need no"
                  + " download; folder is your own pictures; all others are published sets, fetched by"
                  + " 'mixsep data fetch NAME' or read from data.dir ('mixsep data list' shows what is"
                  + " here).");
  public static final Setting<Optional<Path>> DIR =
      ALL.add("data.dir", Kinds.path(), Optional.empty())
          .of(Scope.FILES)
          .needs(Need.other(NAME, DataName.STREET_DIGITS))
          .help(
              "The folder with the image set's files (cifar10: data_batch_1.bin to data_batch_5.bin and"
                  + " test_batch.bin; folder: train/CLASS/* and test/CLASS/*, also Train, training, testing"
                  + " or val, or CLASS/*); where empty, the folder that 'mixsep data fetch NAME' fills;"
                  + " street-digits needs none.");
  public static final Setting<Integer> CLASSES =
      ALL.add("data.classes", Kinds.oneOf(10, 100), 10)
          .needs(
              Need.of(
                  "data=street-digits; other sets say themselves", DataSettings::classesAreUsed))
          .help(
              "Classes of street-digits: 10 (one digit) or 100 (two digits); other sets say themselves.");
  public static final Setting<Integer> TRAIN =
      ALL.add("data.train", Kinds.whole(0, MOST_IMAGES), 0)
          .help(
              "How many training images to take (street-digits: to draw); 0 takes all (street-digits:"
                  + " draws 20000).");
  public static final Setting<Integer> TEST =
      ALL.add("data.test", Kinds.whole(0, MOST_IMAGES), 0)
          .help(
              "How many test images to take (street-digits: to draw); 0 takes all (street-digits: draws"
                  + " 4000).");
  public static final Setting<Long> SEED =
      ALL.add("data.seed", Kinds.seed(), 1L)
          .needs(
              Need.of(
                  "something to draw: data=street-digits or folder, or some of a set's images",
                  DataSettings::draws))
          .help(
              "Which images are drawn, or which part of a set is taken; the same seed gives the same"
                  + " images.");
  public static final Setting<Optional<URI>> URL =
      ALL.add("data.url", Kinds.address(), Optional.empty())
          .of(Scope.FILES)
          .needs(Need.of("'mixsep data fetch'", config -> false))
          .help(
              "A mirror that 'mixsep data fetch' takes the files from, in place of their publisher: the"
                  + " address of the folder in which they lie under their official names. They are"
                  + " checked as always.");

  private DataSettings() {}

  private static boolean classesAreUsed(RunConfig config) {
    return switch (config.get(NAME)) {
      case STREET_DIGITS -> true;
      case CIFAR100 -> config.get(CLASSES) == 100;
      case CIFAR10, SVHN, MNIST, FASHION_MNIST -> config.get(CLASSES) == 10;
      case FOLDER -> false;
    };
  }

  private static boolean draws(RunConfig config) {
    boolean whole =
        config.get(TRAIN) == 0
            && config.get(TEST) == 0
            && config.get(ReadingSettings.VALIDATION) == 0
            && config.get(ReadingSettings.LABEL_NOISE) == 0;
    DataName name = config.get(NAME);
    return name == DataName.STREET_DIGITS || name == DataName.FOLDER || !whole;
  }
}
