package org.mixsep.app.wiring;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.mixsep.InvalidInputException;
import org.mixsep.app.config.BatchesConfig;
import org.mixsep.app.config.RunConfig;
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
    return of(config, labels, config.training().batch());
  }

  /**
   * The configured order with another batch size.
   *
   * @throws InvalidInputException when the images do not allow it
   */
  public static BatchOrder of(RunConfig config, int[] labels, int batch) {
    BatchesConfig batches = config.training().batches();
    long seed = config.training().seed();
    return switch (batches.order()) {
      case SHUFFLED -> new ShuffledOrder(seed, labels.length, batch);
      case BALANCED -> {
        int classes = (int) Arrays.stream(labels).distinct().count();
        int images =
            batches.imagesPerClass() > 0 ? batches.imagesPerClass() : fewest(batch, classes);
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
