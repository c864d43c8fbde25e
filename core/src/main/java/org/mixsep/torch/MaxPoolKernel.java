package org.mixsep.torch;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.pooling_backward;
import org.bytedeco.dnnl.pooling_forward;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Max pooling over squares without overlap: libtorch keeps eight bytes for each value of the
 * result, to find its way back; this keeps one.
 *
 * @param forward of x, writes the places of the largest and y
 * @param backward of the gradient of y and the places, writes that of x
 * @param placeBytes size of the places
 */
record MaxPoolKernel(OneDnn.Kernel forward, OneDnn.Kernel backward, long placeBytes) {
  private static final Map<Shape, Optional<MaxPoolKernel>> KERNELS = new ConcurrentHashMap<>();
  private static final long[] NONE = {0, 0};

  /** The number of threads is part of it, since oneDNN plans for as many. */
  private record Shape(long n, long c, long h, long w, boolean bfloat16, int threads, long side) {}

  /** For maps like {@code x}, [N, C, H, W]; empty where libtorch is to do it. */
  static Optional<MaxPoolKernel> of(Tensor x, long side) {
    if (!OneDnn.takes(x) || x.size(2) < side || x.size(3) < side) {
      return Optional.empty();
    }
    boolean bfloat16 = x.scalar_type().intern() == ScalarType.BFloat16;
    int threads = torch.get_num_threads();
    return KERNELS.computeIfAbsent(
        new Shape(x.size(0), x.size(1), x.size(2), x.size(3), bfloat16, threads, side),
        MaxPoolKernel::make);
  }

  private static Optional<MaxPoolKernel> make(Shape shape) {
    try (PointerScope scope = new PointerScope()) {
      memory.desc x = OneDnn.map(shape.bfloat16, shape.n, shape.c, shape.h, shape.w);
      memory.desc y =
          OneDnn.map(shape.bfloat16, shape.n, shape.c, shape.h / shape.side, shape.w / shape.side);
      long[] square = {shape.side, shape.side};
      int largest = dnnl.algorithm.pooling_max.value;
      var forward =
          new pooling_forward.primitive_desc(
              OneDnn.engine(),
              dnnl.prop_kind.forward_training.value,
              largest,
              x,
              y,
              square,
              square,
              NONE,
              NONE,
              NONE);
      var backward =
          new pooling_backward.primitive_desc(
              OneDnn.engine(), largest, x, y, square, square, NONE, NONE, NONE, forward);
      if (!OneDnn.isCompiled(forward) || !OneDnn.isCompiled(backward)) {
        return Optional.empty();
      }
      memory.desc places = forward.workspace_desc();
      return Optional.of(
          new MaxPoolKernel(
              new OneDnn.Kernel(new pooling_forward(forward))
                  .with(dnnl.DNNL_ARG_SRC, x)
                  .with(dnnl.DNNL_ARG_WORKSPACE, places)
                  .with(dnnl.DNNL_ARG_DST, y),
              new OneDnn.Kernel(new pooling_backward(backward))
                  .with(dnnl.DNNL_ARG_DIFF_DST, y)
                  .with(dnnl.DNNL_ARG_WORKSPACE, places)
                  .with(dnnl.DNNL_ARG_DIFF_SRC, x),
              places.get_size()));
    }
  }
}
