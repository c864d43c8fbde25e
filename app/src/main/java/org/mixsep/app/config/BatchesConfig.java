package org.mixsep.app.config;

import java.util.List;

/**
 * Which images make up a batch.
 *
 * @param order how they are drawn
 * @param imagesPerClass images of each class in a balanced batch, 0 for the fewest that fill it
 */
public record BatchesConfig(Order order, int imagesPerClass) {
  /** How the images of a batch are drawn. */
  public enum Order {
    /** Every image once an epoch, in random order. */
    SHUFFLED,
    /** M classes with K images each; every image of a class once before any of it again. */
    BALANCED
  }

  static final Setting<Order> ORDER =
      new Setting<>(
          "batches.order",
          Kinds.hyphened(Order.values()),
          "shuffled",
          c -> c.training().batches().order(),
          "Which images make up a batch: shuffled (every image once an epoch) or balanced (as many"
              + " of each class that is in the batch, so that the within-class loss always has"
              + " pairs; every image of a class is used once before any of it is used again).");
  static final Setting<Integer> IMAGES_PER_CLASS =
      new Setting<>(
          "batches.imagesPerClass",
          Kinds.whole(0, 65_536),
          "0",
          c -> c.training().batches().imagesPerClass(),
          "Images of each class in a balanced batch; batch must be a multiple of it, and 0 takes the"
              + " fewest that fill the batch with the classes there are.",
          Need.of(ORDER, Order.BALANCED));
  static final List<Setting<?>> SETTINGS = List.of(ORDER, IMAGES_PER_CLASS);

  public BatchesConfig {
    ORDER.checked(order);
    IMAGES_PER_CLASS.checked(imagesPerClass);
  }

  static BatchesConfig of(Values values) {
    return new BatchesConfig(values.get(ORDER), values.get(IMAGES_PER_CLASS));
  }
}
