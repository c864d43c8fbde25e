package org.mixsep.plan;

import java.util.Optional;
import org.bytedeco.dnnl.memory;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.mixsep.torch.OneDnn;

/**
 * What kernels are made for: maps [N, C, H, W], channels last, on the processor.
 *
 * @param threads that oneDNN plans for
 */
record MapShape(long n, long c, long h, long w, boolean bfloat16, int threads) {
  /** Of {@code x}, for the threads set; empty where there are no kernels for such maps. */
  static Optional<MapShape> of(Tensor x) {
    ScalarType type = x.scalar_type().intern();
    boolean bfloat16 = type == ScalarType.BFloat16;
    boolean suits =
        !x.is_cuda()
            && (bfloat16 || type == ScalarType.Float)
            && x.dim() == 4
            && x.numel() > 0
            && x.is_contiguous(MemoryFormat.ChannelsLast)
            && OneDnn.isLoaded();
    return suits
        ? Optional.of(
            new MapShape(
                x.size(0), x.size(1), x.size(2), x.size(3), bfloat16, torch.get_num_threads()))
        : Optional.empty();
  }

  MapShape with(long images, long channels, long height, long width) {
    return new MapShape(images, channels, height, width, bfloat16, threads);
  }

  /** Whether {@code map}, channels last, is of this shape and type, on the processor. */
  boolean isOf(Tensor map) {
    return map.dim() == 4
        && map.size(0) == n
        && map.size(1) == c
        && map.size(2) == h
        && map.size(3) == w
        && map.scalar_type().intern() == (bfloat16 ? ScalarType.BFloat16 : ScalarType.Float)
        && !map.is_cuda();
  }

  /** Values of a channel. */
  double positions() {
    return (double) n * h * w;
  }

  memory.data_type type() {
    return bfloat16 ? memory.data_type.bf16 : memory.data_type.f32;
  }

  memory.desc map() {
    return new memory.desc(new long[] {n, c, h, w}, type(), memory.format_tag.nhwc);
  }
}
