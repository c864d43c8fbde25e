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

/**
 * Max pooling over squares without overlap: libtorch keeps eight bytes for each value of the
 * result, to find its way back; this keeps one.
 *
 * @param forward of x, writes the places of the largest and y
 * @param backward of the gradient of y and the places, writes that of x
 * @param placeBytes size of the places
 */
record MaxPoolKernel(OneDnn.Kernel forward, OneDnn.Kernel backward, long placeBytes) {
  private static final Map<OneDnn.Shape, Optional<MaxPoolKernel>> KERNELS =
      new ConcurrentHashMap<>();
  private static final long[] NONE = {0, 0};

  /** For maps like {@code x}, [N, C, H, W]; empty where libtorch is to do it. */
  static Optional<MaxPoolKernel> of(Tensor x) {
    boolean smaller = x.size(2) < MaxPool2d.SIDE || x.size(3) < MaxPool2d.SIDE;
    return smaller ? Optional.empty() : OneDnn.Shape.of(x).flatMap(MaxPoolKernel::of);
  }

  private static Optional<MaxPoolKernel> of(OneDnn.Shape shape) {
    return KERNELS.computeIfAbsent(shape, MaxPoolKernel::make);
  }

  private static Optional<MaxPoolKernel> make(OneDnn.Shape shape) {
    try (PointerScope scope = new PointerScope()) {
      memory.desc x = shape.map();
      memory.desc y = shape.map(shape.h() / MaxPool2d.SIDE, shape.w() / MaxPool2d.SIDE);
      long[] square = {MaxPool2d.SIDE, MaxPool2d.SIDE};
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
