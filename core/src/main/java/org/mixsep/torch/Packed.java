package org.mixsep.torch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Tensors one after another in one memory, each where vectors of a processor begin.
 *
 * @param memory [values], of unknown content at first
 * @param parts views of it
 */
public record Packed(Tensor memory, List<Tensor> parts) {
  /** Values: 64 bytes of float32. */
  private static final long ALIGNMENT = 16;

  /**
   * Of the shapes, layouts, type and device of others, which have no holes.
   *
   * @param more values after the last part
   */
  public static Packed like(Collection<Tensor> tensors, long more) {
    long values = tensors.stream().mapToLong(tensor -> aligned(tensor.numel())).sum() + more;
    Tensor memory =
        torch.empty(
            new long[] {values}, tensors.iterator().next().options(), new MemoryFormatOptional());
    List<Tensor> parts = new ArrayList<>();
    long start = 0;
    for (Tensor tensor : tensors) {
      parts.add(
          torch.as_strided(memory, tensor.sizes(), tensor.strides(), new LongOptional(start)));
      start += aligned(tensor.numel());
    }
    return new Packed(memory, parts);
  }

  private static long aligned(long values) {
    return (values + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }
}
