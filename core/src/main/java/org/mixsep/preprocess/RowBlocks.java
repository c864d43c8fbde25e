package org.mixsep.preprocess;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.mixsep.data.ImageSet;
import org.mixsep.torch.Tensors;

/** Walks through an image set in blocks of float64 rows, with fitted steps applied. */
final class RowBlocks {
  /** A block's size in memory: large enough for fast products, small enough to have several. */
  private static final long BLOCK_BYTES = 16L << 20;

  private RowBlocks() {}

  /** Takes one block; the tensor is valid during the call only. */
  interface Consumer {
    /**
     * @param firstImage index of the image in the first row
     * @param rows float64, shape [rows, values]; may be overwritten
     */
    void accept(int firstImage, Tensor rows);
  }

  static void walk(ImageSet images, List<FittedStep> steps, Consumer consumer) {
    int values = images.shape().values();
    int blockRows = (int) Math.max(1, BLOCK_BYTES / (8L * values));
    ByteBuffer pixels = ByteBuffer.allocateDirect(Math.min(blockRows, images.size()) * values);
    byte[] image = new byte[values];
    try (PointerScope scope = new PointerScope()) {
      BytePointer pointer = new BytePointer(pixels);
      List<UnaryOperator<Tensor>> functions = steps.stream().map(FittedStep::onRows).toList();
      for (int first = 0; first < images.size(); first += blockRows) {
        int count = Math.min(blockRows, images.size() - first);
        for (int i = 0; i < count; i++) {
          images.read(first + i, image);
          pixels.put(i * values, image);
        }
        // A scope of its own: what a block needs is freed before the next one.
        try (PointerScope block = new PointerScope()) {
          Tensor rows =
              torch
                  .from_blob(pointer, new long[] {count, values}, Tensors.options(ScalarType.Byte))
                  .to(ScalarType.Double);
          for (UnaryOperator<Tensor> function : functions) {
            rows = function.apply(rows);
          }
          consumer.accept(first, rows);
        }
      }
    }
    Reference.reachabilityFence(pixels); // the tensors above looked straight into it
  }
}
