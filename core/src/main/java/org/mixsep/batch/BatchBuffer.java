package org.mixsep.batch;

import java.nio.FloatBuffer;
import java.util.Locale;
import java.util.function.IntFunction;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.mixsep.InvalidInputException;
import org.mixsep.data.ImageShape;
import org.mixsep.preprocess.PixelImages;
import org.mixsep.preprocess.ReadyImages;
import org.mixsep.torch.Tensors;

/**
 * Memory for one batch, used again and again: fresh memory of this size costs page faults. A tensor
 * looks into it without a copy. Not thread-safe; filling needs no libtorch.
 */
final class BatchBuffer implements AutoCloseable {
  private final ImageShape shape;
  private final FloatBuffer values;
  private final float[] image;
  private final Tensor full;

  /**
   * @throws InvalidInputException when a batch does not fit into one buffer (2 GiB)
   */
  BatchBuffer(ImageShape shape, int batchSize) {
    long bytes = 4L * batchSize * shape.values();
    if (bytes > Integer.MAX_VALUE) {
      throw new InvalidInputException(
          String.format(
              Locale.ROOT,
              "a batch of %s images of %s takes %,d bytes, at most %,d are possible: use a smaller one",
              batchSize,
              shape,
              bytes,
              Integer.MAX_VALUE));
    }
    this.shape = shape;
    this.image = new float[shape.values()];
    this.full = allocate(batchSize);
    this.values = Tensors.bytes(full).asFloatBuffer();
  }

  /** All images of a full batch; valid while this buffer is open. */
  Tensor full() {
    return full;
  }

  /** The first {@code count} images, shape [count, C, H, W]; the caller must release it. */
  Tensor view(int count) {
    try (PointerScope scope = new PointerScope()) {
      Tensor view = full.narrow(0, 0, count);
      view.retainReference(); // it outlives this scope and any that the caller has open
      return view;
    }
  }

  /** A tensor's memory, not a direct buffer's: that would wait for the garbage collector. */
  private Tensor allocate(int images) {
    try (PointerScope scope = new PointerScope()) {
      Tensor tensor = torch.empty(images, shape.channels(), shape.height(), shape.width());
      tensor.retainReference();
      return tensor;
    }
  }

  /**
   * Copies the part's images of a batch in, changed by the augmentations.
   *
   * @param indices of the whole batch's images in their set
   */
  void fill(
      ReadyImages from, int[] indices, Share share, Augmentations augmentations, long iteration) {
    int first = share.first(indices.length);
    for (int i = 0; i < share.count(indices.length); i++) {
      prepare(from, indices[first + i], augmentations, iteration, first + i, image);
      values.put(i * shape.values(), image);
    }
  }

  private void prepare(
      ReadyImages from,
      int index,
      Augmentations augmentations,
      long iteration,
      int position,
      float[] into) {
    if (from instanceof PixelImages pixels) {
      pixels.read(
          index,
          bytes -> augmentations.applyToPixels(bytes, shape, index, iteration, position),
          into);
    } else {
      from.read(index, into);
    }
    augmentations.apply(into, shape, index, iteration, position);
  }

  /**
   * Mixes the images of a batch with each other, where the augmentations do so, and keeps those of
   * the part, which were filled in before. Images of other parts are prepared where they are mixed
   * into one of this part.
   *
   * @param labels of the whole batch's images
   * @param indices of the whole batch's images in their set
   * @return the whole batch's labels with their shares
   */
  Labels mix(
      ReadyImages from,
      int[] labels,
      int[] indices,
      Share share,
      Augmentations augmentations,
      long iteration) {
    if (!augmentations.mixes()) {
      return Labels.of(labels);
    }
    int count = labels.length;
    int start = share.first(count);
    int end = start + share.count(count);
    int[] circle = augmentations.partners(count, iteration);
    int[] others = new int[count];
    float[] shares = new float[count];
    IntFunction<float[]> unmixed =
        place -> {
          float[] copy = new float[shape.values()];
          if (place >= start && place < end) {
            values.get((place - start) * shape.values(), copy);
          } else {
            prepare(from, indices[place], augmentations, iteration, place, copy);
          }
          return copy;
        };
    float[] nobody = new float[shape.values()];
    float[] first = unmixed.apply(circle[0]);
    float[] own = first.clone();
    for (int i = 0; i < count; i++) {
      int place = circle[i];
      int next = circle[(i + 1) % count];
      boolean kept = place >= start && place < end;
      boolean nextKept = next >= start && next < end;
      float[] other = i + 1 == count ? first : kept || nextKept ? unmixed.apply(next) : nobody;
      shares[place] = augmentations.mix(own, other, shape, indices[place], iteration, place);
      others[place] = labels[next];
      if (kept) {
        values.put((place - start) * shape.values(), own);
      }
      own = other;
    }
    return Labels.mixed(labels, others, shares);
  }

  /** Makes the full view invalid; to be called once. */
  @Override
  public void close() {
    full.releaseReference();
  }
}
