package org.mixsep.app.images;

import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.mixsep.app.config.DataSettings;
import org.mixsep.app.config.ReadingSettings;
import org.mixsep.app.config.RunConfig;
import org.mixsep.data.CifarBinary;
import org.mixsep.data.IdxFiles;
import org.mixsep.data.ImageFolder;
import org.mixsep.data.ImageShape;
import org.mixsep.data.ImageSource;
import org.mixsep.data.PaddedImages;
import org.mixsep.data.SvhnMat;
import org.mixsep.drawing.StreetDigits;

/**
 * What {@code data.name} stands for: the one place that tells sets apart by their names.
 *
 * @param shape of an image as networks get it, told without looking for files
 * @param picture what of it is no padding
 * @param source of the images; making it may need the files
 */
public record NamedSet(ImageShape shape, ImageShape picture, Supplier<ImageSource> source) {
  private static final ImageShape PADDED = new ImageShape(3, 32, 32);

  private NamedSet(ImageShape shape, Supplier<ImageSource> source) {
    this(shape, shape, source);
  }

  /**
   * @param warnings told what was done to images that do not fit, when they are read anew
   */
  static NamedSet of(RunConfig config, Consumer<String> warnings) {
    return switch (config.get(DataSettings.NAME)) {
      case STREET_DIGITS ->
          new NamedSet(
              StreetDigits.SHAPE,
              () ->
                  new StreetDigits(seed(config), config.get(DataSettings.CLASSES))
                      .first(config.trainImages(), config.testImages()));
      case CIFAR10 -> cifar(config, CifarBinary.Kind.CIFAR10);
      case CIFAR100 -> cifar(config, CifarBinary.Kind.CIFAR100);
      case SVHN ->
          new NamedSet(
              SvhnMat.SHAPE, () -> new SvhnMat(dir(config), config.get(ReadingSettings.EXTRA)));
      case MNIST -> idx(config, IdxFiles.Kind.MNIST);
      case FASHION_MNIST -> idx(config, IdxFiles.Kind.FASHION_MNIST);
      case FOLDER -> {
        ImageShape shape =
            new ImageShape(
                3, config.get(ReadingSettings.HEIGHT), config.get(ReadingSettings.WIDTH));
        yield new NamedSet(shape, () -> folder(config, shape, warnings));
      }
    };
  }

  /** Of a set that is not read. */
  public static NamedSet of(RunConfig config) {
    return of(config, line -> {});
  }

  private static NamedSet cifar(RunConfig config, CifarBinary.Kind kind) {
    return new NamedSet(CifarBinary.SHAPE, () -> new CifarBinary(kind, dir(config)));
  }

  private static NamedSet idx(RunConfig config, IdxFiles.Kind kind) {
    Supplier<ImageSource> plain = () -> new IdxFiles(kind, dir(config));
    return config.get(ReadingSettings.PAD)
        ? new NamedSet(PADDED, IdxFiles.SHAPE, () -> PaddedImages.of(plain.get(), PADDED))
        : new NamedSet(IdxFiles.SHAPE, plain);
  }

  private static ImageSource folder(RunConfig config, ImageShape shape, Consumer<String> warnings) {
    ImageFolder.Size size = new ImageFolder.Size(shape, config.get(ReadingSettings.LAYOUT));
    double testShare = config.get(ReadingSettings.TEST_SHARE);
    ImageFolder folder = new ImageFolder(dir(config), size, testShare, seed(config), warnings);
    folder.requireSeveralClasses();
    return folder;
  }

  private static Path dir(RunConfig config) {
    return config.get(DataSettings.DIR).orElseThrow();
  }

  private static long seed(RunConfig config) {
    return config.get(DataSettings.SEED);
  }
}
