package org.mixsep.app.images;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.mixsep.InvalidInputException;
import org.mixsep.app.config.DataSettings;
import org.mixsep.app.config.ReadingSettings;
import org.mixsep.app.config.RunConfig;
import org.mixsep.app.config.TrainingSettings;
import org.mixsep.app.config.UserCache;
import org.mixsep.data.CifarBinary;
import org.mixsep.data.IdxFiles;
import org.mixsep.data.ImageFolder;
import org.mixsep.data.ImageSet;
import org.mixsep.data.ImageSetCache;
import org.mixsep.data.ImageShape;
import org.mixsep.data.PaddedImages;
import org.mixsep.data.PictureReader;
import org.mixsep.data.StratifiedSplit;
import org.mixsep.data.SvhnMat;
import org.mixsep.drawing.StreetDigits;

/** From a configuration to its images. */
public final class Images {
  private static final ImageShape PADDED = new ImageShape(3, 32, 32);

  private final RunConfig config;
  private final Consumer<String> warnings;

  private Images(RunConfig config, Consumer<String> warnings) {
    this.config = config;
    this.warnings = warnings;
  }

  /** Which images of a set. */
  public enum Split {
    /** Training images but those for validation. */
    TRAIN,
    /** Training images kept apart by {@code data.validation}; none when that is 0. */
    VALIDATION,
    TEST
  }

  /**
   * The images as they came, cut to the number asked for.
   *
   * @param warnings told what was done to images that do not fit, when they are read anew
   */
  public static ImageSet of(RunConfig config, Split split, Consumer<String> warnings) {
    Images images = new Images(config, warnings);
    ImageSet all = images.all(split != Split.TEST);
    return split == Split.TEST ? all : images.half(all, split);
  }

  private ImageSet half(ImageSet all, Split split) {
    int count = config.get(ReadingSettings.VALIDATION);
    if (count == 0) {
      return split == Split.TRAIN ? all : all.subset(all.name(), new int[0]);
    }
    int batch = config.get(TrainingSettings.BATCH);
    if (count > all.size() - batch) {
      throw new InvalidInputException(
          "data.validation=%d leaves less than one batch of %d images of the %d of %s; lower it"
              .formatted(count, batch, all.size(), all.name()));
    }
    StratifiedSplit parts = StratifiedSplit.of(all.labels(), all.classes(), count, seed());
    return split == Split.TRAIN
        ? all.subset("%s without %d".formatted(all.name(), count), parts.rest())
        : all.subset(all.name() + ", validation", parts.chosen());
  }

  private ImageSet all(boolean train) {
    int wanted = train ? config.trainImages() : config.testImages();
    return switch (config.get(DataSettings.NAME)) {
      case STREET_DIGITS -> {
        StreetDigits digits = new StreetDigits(seed(), config.get(DataSettings.CLASSES));
        StreetDigits.Split part = train ? StreetDigits.Split.TRAIN : StreetDigits.Split.TEST;
        yield cache().get(digits.key(part, wanted), () -> digits.draw(part, wanted));
      }
      case CIFAR10 -> part(train ? CifarBinary.train(dir()) : CifarBinary.test(dir()), wanted);
      case CIFAR100 ->
          part(train ? CifarBinary.train100(dir()) : CifarBinary.test100(dir()), wanted);
      case SVHN -> {
        SvhnMat svhn = new SvhnMat(dir());
        boolean extra = config.get(ReadingSettings.EXTRA);
        yield part(
            train
                ? cache().get(svhn.trainKey(extra), svhn.train(extra))
                : cache().get(svhn.testKey(), svhn.test()),
            wanted);
      }
      case MNIST -> part(idx(IdxFiles.Kind.MNIST, train), wanted);
      case FASHION_MNIST -> part(idx(IdxFiles.Kind.FASHION_MNIST, train), wanted);
      case FOLDER -> {
        ImageFolder folder = folder();
        if (train) {
          folder.notes().forEach(warnings);
        }
        yield part(
            train
                ? cache().get(folder.trainKey(), folder.train())
                : cache().get(folder.testKey(), folder.test()),
            wanted);
      }
    };
  }

  private ImageSet idx(IdxFiles.Kind kind, boolean train) {
    ImageSet images = train ? IdxFiles.train(kind, dir()) : IdxFiles.test(kind, dir());
    return config.get(ReadingSettings.PAD) ? PaddedImages.of(images, PADDED) : images;
  }

  private ImageFolder folder() {
    ImageShape shape =
        new ImageShape(3, config.get(ReadingSettings.HEIGHT), config.get(ReadingSettings.WIDTH));
    ImageFolder.Size size = new ImageFolder.Size(shape, config.get(ReadingSettings.LAYOUT));
    ImageFolder folder =
        new ImageFolder(dir(), size, config.get(ReadingSettings.TEST_SHARE), seed(), warnings);
    folder.requireSeveralClasses();
    return folder;
  }

  /**
   * Reads pictures of any size as the training images were read: a folder's as {@code data.layout}
   * says; those of padded sets are fitted to the small image in the middle.
   *
   * @param config as trained
   * @param shape of the training images
   */
  public static PictureReader pictures(RunConfig config, ImageShape shape) {
    boolean padded =
        switch (config.get(DataSettings.NAME)) {
          case MNIST, FASHION_MNIST -> config.get(ReadingSettings.PAD);
          case STREET_DIGITS, CIFAR10, CIFAR100, SVHN, FOLDER -> false;
        };
    ImageShape inside = padded ? IdxFiles.SHAPE : shape;
    return new PictureReader(inside, config.get(ReadingSettings.LAYOUT), shape);
  }

  private Path dir() {
    return config.get(DataSettings.DIR).orElseThrow();
  }

  private long seed() {
    return config.get(DataSettings.SEED);
  }

  private ImageSetCache cache() {
    return new ImageSetCache(UserCache.folder(config).resolve("images"));
  }

  private ImageSet part(ImageSet all, int wanted) {
    if (wanted == 0 || wanted == all.size()) {
      return all;
    }
    if (wanted > all.size()) {
      throw new InvalidInputException(
          "%s has %d images, fewer than the %d asked for by data.train or data.test"
              .formatted(all.name(), all.size(), wanted));
    }
    int[] chosen = StratifiedSplit.sample(all.size(), wanted, seed());
    return all.subset(all.name() + ", " + wanted + " images", chosen);
  }
}
