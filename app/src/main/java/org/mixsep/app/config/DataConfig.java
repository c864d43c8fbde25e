package org.mixsep.app.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Which images are trained and tested on.
 *
 * @param name the image set
 * @param dir folder of its files; street-digits needs none
 * @param classes number of classes
 * @param train training images, 0 for all there are
 * @param test test images, 0 for all there are
 * @param seed starts the drawing of street-digits and every choice of some of a set's images
 * @param options how they are read and parted
 * @param url a mirror to fetch the set from; none for its publisher
 */
public record DataConfig(
    DataName name,
    Optional<Path> dir,
    int classes,
    int train,
    int test,
    long seed,
    SetOptions options,
    Optional<URI> url) {
  /** Street-digits have no end: what "all" means for them. */
  private static final int DRAWN_TRAIN = 20_000;

  private static final int DRAWN_TEST = 4_000;
  private static final int MOST_IMAGES = 10_000_000;

  static final Setting<DataName> NAME =
      new Setting<>(
          "data.name",
          Kinds.hyphened(DataName.values()),
          "street-digits",
          c -> c.data().name(),
          "The image set: street-digits are house-number digits drawn by mixsep itself and need no"
              + " download; folder is your own pictures; all others are published sets, fetched by"
              + " 'mixsep data fetch NAME' or read from data.dir ('mixsep data list' shows what is"
              + " here).");
  static final Setting<Optional<Path>> DIR =
      new Setting<>(
          "data.dir",
          Kinds.path(),
          "",
          c -> c.data().dir(),
          "The folder with the image set's files (cifar10: data_batch_1.bin to data_batch_5.bin and"
              + " test_batch.bin; folder: train/CLASS/* and test/CLASS/*, also Train, training, testing"
              + " or val, or CLASS/*); where empty, the folder that 'mixsep data fetch NAME' fills;"
              + " street-digits needs none.",
          Need.other(NAME, DataName.STREET_DIGITS));
  static final Setting<Integer> CLASSES =
      new Setting<>(
          "data.classes",
          Kinds.oneOf(10, 100),
          "10",
          c -> c.data().classes(),
          "Classes of street-digits: 10 (one digit) or 100 (two digits); other sets say themselves.",
          Need.of("data=street-digits; other sets say themselves", DataConfig::classesAreUsed));
  static final Setting<Integer> TRAIN =
      new Setting<>(
          "data.train",
          Kinds.whole(0, MOST_IMAGES),
          "0",
          c -> c.data().train(),
          "How many training images to take (street-digits: to draw); 0 takes all (street-digits:"
              + " draws 20000).");
  static final Setting<Integer> TEST =
      new Setting<>(
          "data.test",
          Kinds.whole(0, MOST_IMAGES),
          "0",
          c -> c.data().test(),
          "How many test images to take (street-digits: to draw); 0 takes all (street-digits: draws"
              + " 4000).");
  static final Setting<Long> SEED =
      new Setting<>(
          "data.seed",
          Kinds.seed(),
          "1",
          c -> c.data().seed(),
          "Which images are drawn, or which part of a set is taken; the same seed gives the same"
              + " images.",
          Need.of(
              "something to draw: data=street-digits or folder, or some of a set's images",
              DataConfig::draws));
  static final Setting<Optional<URI>> URL =
      new Setting<>(
          "data.url",
          new AddressKind(),
          "",
          c -> c.data().url(),
          "A mirror that 'mixsep data fetch' takes the files from, in place of their publisher: the"
              + " address of the folder in which they lie under their official names. They are"
              + " checked as always.",
          Need.of("'mixsep data fetch'", config -> false));
  static final List<Setting<?>> SETTINGS = List.of(NAME, DIR, CLASSES, TRAIN, TEST, SEED, URL);

  public DataConfig {
    NAME.checked(name);
    DIR.checked(dir);
    CLASSES.checked(classes);
    TRAIN.checked(train);
    TEST.checked(test);
    SEED.checked(seed);
    URL.checked(url);
  }

  static DataConfig of(Values values) {
    return new DataConfig(
        values.get(NAME),
        values.get(DIR),
        values.get(CLASSES),
        values.get(TRAIN),
        values.get(TEST),
        values.get(SEED),
        SetOptions.of(values),
        values.get(URL));
  }

  private static boolean classesAreUsed(RunConfig config) {
    DataConfig data = config.data();
    return switch (data.name) {
      case STREET_DIGITS -> true;
      case CIFAR100 -> data.classes == 100;
      case CIFAR10, SVHN, MNIST, FASHION_MNIST -> data.classes == 10;
      case FOLDER -> false;
    };
  }

  private static boolean draws(RunConfig config) {
    DataConfig data = config.data();
    boolean whole =
        data.train == 0
            && data.test == 0
            && data.options.validation() == 0
            && data.options.labelNoise() == 0;
    return data.name == DataName.STREET_DIGITS || data.name == DataName.FOLDER || !whole;
  }

  /** The same, read from a folder. */
  DataConfig in(Path folder) {
    return new DataConfig(name, Optional.of(folder), classes, train, test, seed, options, url);
  }

  /**
   * Training images of the run, those for validation among them, where that is known without
   * reading a file; 0 for "all".
   */
  public int trainImages() {
    return train == 0 && name == DataName.STREET_DIGITS ? DRAWN_TRAIN : train;
  }

  /** Test images of the run where that is known without reading a file; 0 for "all". */
  public int testImages() {
    return test == 0 && name == DataName.STREET_DIGITS ? DRAWN_TEST : test;
  }
}
