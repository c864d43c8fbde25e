package org.mixsep.app.config;

/** Which images make up a batch. */
public final class BatchesSettings {
  /** How the images of a batch are drawn. */
  public enum Order {
    /** Every image once an epoch, in random order. */
    SHUFFLED,
    /** M classes with K images each; every image of a class once before any of it again. */
    BALANCED
  }

  static final Group ALL = new Group(Scope.MODEL);

  public static final Setting<Order> ORDER =
      ALL.choice("batches.order", Order.SHUFFLED)
          .help(
              "Which images make up a batch: shuffled (every image once an epoch) or balanced (as many"
                  + " of each class that is in the batch, so that the within-class loss always has"
                  + " pairs; every image of a class is used once before any of it is used again).");
  public static final Setting<Integer> IMAGES_PER_CLASS =
      ALL.add("batches.imagesPerClass", Kinds.whole(0, 65_536), 0)
          .needs(Need.of(ORDER, Order.BALANCED))
          .help(
              "Images of each class in a balanced batch; batch must be a multiple of it, and 0 takes the"
                  + " fewest that fill the batch with the classes there are.");

  private BatchesSettings() {}
}
