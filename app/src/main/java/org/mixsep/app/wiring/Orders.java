package org.mixsep.app.wiring;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.mixsep.InvalidInputException;
import org.mixsep.app.config.BatchesSettings;
import org.mixsep.app.config.RunConfig;
import org.mixsep.app.config.TrainingSettings;
import org.mixsep.batch.BatchOrder;
import org.mixsep.batch.ClassBalancedOrder;
import org.mixsep.batch.ShuffledOrder;

/** From a configuration to the order in which images are trained on. */
public final class Orders {
  private Orders() {}

  /**
   * @param labels of the training images
   */
  public static BatchOrder of(RunConfig config, int[] labels) {
    return of(config, labels, config.get(TrainingSettings.BATCH));
  }

  /**
   * The configured order with another batch size.
   *
   * @throws InvalidInputException when the images do not allow it
   */
  public static BatchOrder of(RunConfig config, int[] labels, int batch) {
    long seed = config.get(TrainingSettings.SEED);
    return switch (config.get(BatchesSettings.ORDER)) {
      case SHUFFLED -> new ShuffledOrder(seed, labels.length, batch);
      case BALANCED -> {
        int classes = (int) Arrays.stream(labels).distinct().count();
        int asked = config.get(BatchesSettings.IMAGES_PER_CLASS);
        int images = asked > 0 ? asked : fewest(batch, classes);
        if (batch % images != 0 || batch / images > classes) {
          throw new InvalidInputException(
              "batches.imagesPerClass=%d does not make batches of %d images from %d classes; batches.imagesPerClass=%d does, or set it to 0"
                  .formatted(images, batch, classes, fewest(batch, classes)));
        }
        yield new ClassBalancedOrder(seed, labels, images, batch / images);
      }
    };
  }

  /** The fewest images a class that fill a batch with at most so many classes. */
  public static int fewest(int batch, int classes) {
    return IntStream.rangeClosed(1, batch)
        .filter(images -> batch % images == 0 && batch / images <= classes)
        .findFirst()
        .orElseThrow(); // batch itself, all of one class
  }
}
