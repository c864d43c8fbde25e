package org.mixsep.batch;

import java.nio.FloatBuffer;
import java.util.Locale;
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

  /** Copies images into the first places, changed by the augmentations. */
  void fill(ReadyImages from, int[] indices, Augmentations augmentations, long iteration) {
    for (int i = 0; i < indices.length; i++) {
      int index = indices[i];
      int position = i;
      if (from instanceof PixelImages pixels) {
        pixels.read(
            index,
            bytes -> augmentations.applyToPixels(bytes, shape, index, iteration, position),
            image);
      } else {
        from.read(index, image);
      }
      augmentations.apply(image, shape, index, iteration, position);
      values.put(i * shape.values(), image);
    }
  }

  /**
   * Mixes the images that were filled in with each other, where the augmentations do so.
   *
   * @param labels of the images
   * @param indices of the images in their set
   * @return the labels with their shares
   */
  Labels mix(int[] labels, int[] indices, Augmentations augmentations, long iteration) {
    if (!augmentations.mixes()) {
      return Labels.of(labels);
    }
    int count = labels.length;
    int[] circle = augmentations.partners(count, iteration);
    int[] others = new int[count];
    float[] shares = new float[count];
    float[] first = read(circle[0]);
    float[] own = first.clone();
    for (int i = 0; i < count; i++) {
      int place = circle[i];
      int next = circle[(i + 1) % count];
      float[] other = i + 1 < count ? read(next) : first;
      shares[place] = augmentations.mix(own, other, shape, indices[place], iteration, place);
      others[place] = labels[next];
      values.put(place * shape.values(), own);
      own = other;
    }
    return Labels.mixed(labels, others, shares);
  }

  private float[] read(int place) {
    float[] copy = new float[shape.values()];
    values.get(place * shape.values(), copy);
    return copy;
  }

  /** Makes the full view invalid; to be called once. */
  @Override
  public void close() {
    full.releaseReference();
  }
}
