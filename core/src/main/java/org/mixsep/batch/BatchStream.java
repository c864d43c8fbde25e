package org.mixsep.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.mixsep.InvalidInputException;
import org.mixsep.preprocess.PixelImages;
import org.mixsep.preprocess.ReadyImages;

/**
 * The batches of a training run, one after another without end, prepared by a thread of its own
 * while the step before is computed.
 *
 * <p>What it gives depends on its arguments only, never on timing: a stream that starts at
 * iteration k continues one that was left there. A batch is valid until the next call of {@link
 * #next()}. To be used by one thread at a time, and closed.
 */
public final class BatchStream implements AutoCloseable {
  /** One in use, one ready, one being filled. */
  private static final int BUFFERS = 3;

  private final ReadyImages images;
  private final BatchOrder order;
  private final Share share;
  private final Augmentations augmentations;
  private final List<BatchBuffer> buffers = new ArrayList<>();
  private final BlockingQueue<BatchBuffer> free = new ArrayBlockingQueue<>(BUFFERS);

  /** Has room for a failure besides every buffer, so that the thread never waits to hand over. */
  private final BlockingQueue<Prepared> ready = new ArrayBlockingQueue<>(BUFFERS + 1);

  private final Thread thread;
  private BatchBuffer inUse;
  private Throwable failure;
  private boolean closed;

  /** A filled buffer with its batch, or the failure that ended the thread. */
  private record Prepared(BatchBuffer buffer, Batch batch, Throwable failure) {}

  /**
   * @param images the training images; indices of {@code order} are images of this set
   * @param augmentations first those of single images, one after another on every image; then
   *     mixing
   * @param seed of the augmentations
   * @param firstIteration of the first batch, from 0
   * @throws InvalidInputException when a batch takes more than 2 GiB, or pixels are to be changed
   *     that were prepared before
   */
  public BatchStream(
      ReadyImages images,
      BatchOrder order,
      List<Augmentation> augmentations,
      long seed,
      long firstIteration) {
    this(images, order, augmentations, seed, firstIteration, Share.WHOLE);
  }

  /**
   * As above, for one of several processes: with all labels of every batch, and the images of its
   * share, which are the same as in the whole batch.
   *
   * @throws InvalidInputException also when a batch does not go into shares of one size
   */
  public BatchStream(
      ReadyImages images,
      BatchOrder order,
      List<Augmentation> augmentations,
      long seed,
      long firstIteration,
      Share share) {
    this.images = images;
    this.order = order;
    this.share = share;
    this.augmentations = new Augmentations(augmentations, seed, order.batchesPerEpoch());
    if (this.augmentations.changesPixels() && !(images instanceof PixelImages)) {
      throw new InvalidInputException(
          "%s: pixels are to be changed, but were prepared before; give images that are prepared"
                  .formatted(images.name())
              + " when they are read");
    }
    for (int i = 0; i < BUFFERS; i++) {
      BatchBuffer buffer = new BatchBuffer(images.shape(), share.count(order.batchSize()));
      buffers.add(buffer);
      free.add(buffer);
    }
    this.thread = new Thread(() -> prepare(firstIteration), "mixsep-batches");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * The batch of the next iteration; waits for it if need be. Ends the validity of the one before.
   *
   * <p>What goes wrong while a batch is prepared is thrown here, when its turn comes, and again by
   * every later call.
   */
  public Batch next() {
    if (closed) {
      throw new IllegalStateException("the stream of batches is closed");
    }
    if (failure == null) {
      if (inUse != null) {
        free.add(inUse);
        inUse = null;
      }
      Prepared prepared = take();
      if (prepared.failure == null) {
        inUse = prepared.buffer;
        return prepared.batch;
      }
      failure = prepared.failure;
    }
    if (failure instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) failure; // nothing in the thread's way throws a checked one
  }

  /** Ends the thread and makes every batch invalid. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true; // the thread is about to end: its memory must not be freed before
      }
    }
    buffers.forEach(BatchBuffer::close);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private Prepared take() {
    try {
      return ready.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a batch", e);
    }
  }

  private void prepare(long firstIteration) {
    try {
      for (long iteration = firstIteration; ; iteration++) {
        BatchBuffer buffer = free.take();
        int[] indices = order.indices(iteration);
        if (indices.length != order.batchSize()) {
          throw new IllegalStateException(
              "the order gives %s images in iteration %s, its batch size is %s"
                  .formatted(indices.length, iteration, order.batchSize()));
        }
        int[] labels = new int[indices.length];
        for (int i = 0; i < labels.length; i++) {
          labels[i] = images.label(indices[i]);
        }
        buffer.fill(images, indices, share, augmentations, iteration);
        Labels mixed = buffer.mix(images, labels, indices, share, augmentations, iteration);
        ready.add(new Prepared(buffer, new Batch(buffer.full(), mixed, indices), null));
      }
    } catch (InterruptedException e) {
      // The stream was closed.
    } catch (Throwable e) {
      ready.add(new Prepared(null, null, e));
    }
  }
}
