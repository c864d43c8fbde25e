package org.mixsep.torch;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Batch norm by the statistics of the batch and ReLU, taken together: fewer passes over the map
 * than libtorch's two operators make.
 *
 * @param forward of x, scale and shift, writes the biased variance, the mean, mask and y
 * @param backward of the gradient of y, x, scale, variance, mean and mask, writes the gradients of
 *     x, scale and shift
 * @param maskBytes size of the mask, which tells where ReLU let pass
 */
record NormReluKernel(OneDnn.Kernel forward, OneDnn.Kernel backward, long maskBytes) {
  static final int FLAGS = dnnl.dnnl_use_scale | dnnl.dnnl_use_shift | dnnl.dnnl_fuse_norm_relu;
  private static final Map<OneDnn.Shape, Optional<NormReluKernel>> KERNELS =
      new ConcurrentHashMap<>();

  /** For maps like {@code x}, [N, C, H, W]; empty where libtorch is to do it. */
  static Optional<NormReluKernel> of(Tensor x) {
    return OneDnn.Shape.of(x).flatMap(NormReluKernel::of);
  }

  private static Optional<NormReluKernel> of(OneDnn.Shape shape) {
    return KERNELS.computeIfAbsent(shape, NormReluKernel::make);
  }

  private static Optional<NormReluKernel> make(OneDnn.Shape shape) {
    try (PointerScope scope = new PointerScope()) {
      memory.desc map = shape.map();
      memory.desc channels = OneDnn.channels(shape.c());
      float epsilon = (float) BatchNorm2d.EPSILON;
      var forward =
          new batch_normalization_forward.primitive_desc(
              OneDnn.engine(), dnnl.prop_kind.forward_training.value, map, map, epsilon, FLAGS);
      var backward =
          new batch_normalization_backward.primitive_desc(
              OneDnn.engine(),
              dnnl.prop_kind.backward.value,
              map,
              map,
              map,
              epsilon,
              FLAGS,
              forward);
      if (!OneDnn.isCompiled(forward) || !OneDnn.isCompiled(backward)) {
        return Optional.empty();
      }
      memory.desc mask = forward.workspace_desc();
      return Optional.of(
          new NormReluKernel(
              new OneDnn.Kernel(new batch_normalization_forward(forward))
                  .with(dnnl.DNNL_ARG_SRC, map)
                  .with(dnnl.DNNL_ARG_SCALE, channels)
                  .with(dnnl.DNNL_ARG_SHIFT, channels)
                  .with(dnnl.DNNL_ARG_VARIANCE, channels)
                  .with(dnnl.DNNL_ARG_MEAN, channels)
                  .with(dnnl.DNNL_ARG_WORKSPACE, mask)
                  .with(dnnl.DNNL_ARG_DST, map),
              new OneDnn.Kernel(new batch_normalization_backward(backward))
                  .with(dnnl.DNNL_ARG_DIFF_DST, map)
                  .with(dnnl.DNNL_ARG_SRC, map)
                  .with(dnnl.DNNL_ARG_SCALE, channels)
                  .with(dnnl.DNNL_ARG_VARIANCE, channels)
                  .with(dnnl.DNNL_ARG_MEAN, channels)
                  .with(dnnl.DNNL_ARG_WORKSPACE, mask)
                  .with(dnnl.DNNL_ARG_DIFF_SRC, map)
                  .with(dnnl.DNNL_ARG_DIFF_SCALE, channels)
                  .with(dnnl.DNNL_ARG_DIFF_SHIFT, channels),
              mask.get_size()));
    }
  }
}
