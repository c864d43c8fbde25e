package org.mixsep.app.images;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.mixsep.InvalidInputException;
import org.mixsep.app.config.DataSettings;
import org.mixsep.app.config.ReadingSettings;
import org.mixsep.app.config.RunConfig;
import org.mixsep.app.config.UserCache;
import org.mixsep.data.ImageSet;
import org.mixsep.data.ImageSetCache;
import org.mixsep.data.ImageShape;
import org.mixsep.data.ImageSource.Part;
import org.mixsep.data.PictureReader;
import org.mixsep.data.StratifiedSplit;

/** From a configuration to its images. */
public final class Images {
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
    ImageSet all = images.all(split == Split.TEST ? Part.TEST : Part.TRAIN);
    return split == Split.TEST ? all : images.half(all, split);
  }

  /** The files of the test images, in their order; none where the set has no file for each. */
  public static List<String> testFiles(RunConfig config) {
    List<Path> all = NamedSet.of(config).source().get().pictureFiles(Part.TEST);
    int wanted = config.testImages();
    IntStream chosen =
        wanted == 0 || wanted >= all.size()
            ? IntStream.range(0, all.size())
            : IntStream.of(
                StratifiedSplit.sample(all.size(), wanted, config.get(DataSettings.SEED)));
    return chosen.mapToObj(i -> all.get(i).toString()).toList();
  }

  private ImageSet half(ImageSet all, Split split) {
    int count = config.get(ReadingSettings.VALIDATION);
    if (count == 0) {
      return split == Split.TRAIN ? all : all.subset(all.name(), new int[0]);
    }
    int batch = config.leastBatch();
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

  private ImageSet all(Part part) {
    ImageSetCache cache = new ImageSetCache(UserCache.folder(config).resolve("images"));
    ImageSet all = NamedSet.of(config, warnings).source().get().read(part, cache);
    return part(all, part == Part.TRAIN ? config.trainImages() : config.testImages());
  }

  /**
   * Reads pictures of any size as the training images were read: a folder's as {@code data.layout}
   * says; those of padded sets are fitted to the small image in the middle.
   *
   * @param config as trained
   * @param shape of the training images
   */
  public static PictureReader pictures(RunConfig config, ImageShape shape) {
    NamedSet set = NamedSet.of(config);
    ImageShape inside = set.shape().equals(set.picture()) ? shape : set.picture();
    return new PictureReader(inside, config.get(ReadingSettings.LAYOUT), shape);
  }

  private long seed() {
    return config.get(DataSettings.SEED);
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
