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
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

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
  private static final int FLAGS =
      dnnl.dnnl_use_scale | dnnl.dnnl_use_shift | dnnl.dnnl_fuse_norm_relu;
  private static final Map<Shape, Optional<NormReluKernel>> KERNELS = new ConcurrentHashMap<>();

  /** The number of threads is part of it, since oneDNN plans for as many. */
  private record Shape(
      long n, long c, long h, long w, boolean bfloat16, int threads, double epsilon) {}

  /** For maps like {@code x}, [N, C, H, W]; empty where libtorch is to do it. */
  static Optional<NormReluKernel> of(Tensor x, double epsilon) {
    if (!OneDnn.takes(x)) {
      return Optional.empty();
    }
    boolean bfloat16 = x.scalar_type().intern() == ScalarType.BFloat16;
    int threads = torch.get_num_threads();
    return KERNELS.computeIfAbsent(
        new Shape(x.size(0), x.size(1), x.size(2), x.size(3), bfloat16, threads, epsilon),
        NormReluKernel::make);
  }

  private static Optional<NormReluKernel> make(Shape shape) {
    try (PointerScope scope = new PointerScope()) {
      memory.desc map = OneDnn.map(shape.bfloat16, shape.n, shape.c, shape.h, shape.w);
      memory.desc channels = OneDnn.channels(shape.c);
      float epsilon = (float) shape.epsilon;
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
