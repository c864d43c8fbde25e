package org.mixsep.batch;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.InvalidInputException;
import org.mixsep.preprocess.PreparedImages;

/**
 * All images of a set once, in order and unchanged, in batches of which the last may be smaller:
 * for evaluation. Can be walked through again and again, by one walk at a time; to be closed.
 *
 * <p>A batch is valid until the next one is asked for.
 */
public final class SequentialBatches implements Iterable<Batch>, AutoCloseable {
  private final PreparedImages images;
  private final int batchSize;
  private final BatchBuffer buffer;

  /** Of the last batch, when it is smaller than the others; otherwise null. */
  private final Tensor partial;

  private boolean closed;

  /**
   * @param batchSize images a batch, more than the set has gives one batch
   * @throws InvalidInputException when the batch size is below 1, or a batch takes more than 2 GiB
   */
  public SequentialBatches(PreparedImages images, int batchSize) {
    if (batchSize < 1) {
      throw new InvalidInputException("batch size is %s, expected at least 1".formatted(batchSize));
    }
    this.images = images;
    this.batchSize = Math.max(1, Math.min(batchSize, images.size()));
    this.buffer = new BatchBuffer(images.shape(), this.batchSize);
    int left = images.size() % this.batchSize;
    this.partial = left == 0 ? null : buffer.view(left);
  }

  /** Number of batches. */
  public int batches() {
    return (images.size() + batchSize - 1) / batchSize;
  }

  /**
   * A batch by its number.
   *
   * @param number in 0..batches-1
   */
  public Batch batch(int number) {
    if (closed) {
      throw new IllegalStateException("the batches are closed");
    }
    int first = Math.multiplyExact(number, batchSize);
    int count = Math.min(batchSize, images.size() - first);
    int[] indices = IntStream.range(first, first + count).toArray();
    int[] labels = IntStream.of(indices).map(images::label).toArray();
    buffer.fill(images, indices, Share.WHOLE, Augmentations.NONE, 0);
    return new Batch(count == batchSize ? buffer.full() : partial, Labels.of(labels), indices);
  }

  @Override
  public Iterator<Batch> iterator() {
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < batches();
      }

      @Override
      public Batch next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return batch(next++);
      }
    };
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (partial != null) {
      partial.releaseReference();
    }
    buffer.close();
  }
}
