package org.mixsep.layer;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.mixsep.torch.WideMaps;

/**
 * 3x3 convolution of stride 1 and padding 1 of small maps, several images in a wide one: see {@link
 * WideMaps}.
 */
final class WideConvolution {
  private static final long[] ONE = {1, 1};

  private WideConvolution() {}

  /**
   * Whether this form computes the convolution of {@code x}, [N, in, H, W], by {@code weight},
   * [out, in, 3, 3], and is the faster one with AMX. It looks at shapes alone, so that a run's
   * steps repeat to the last bit.
   */
  static boolean suits(Tensor x, Tensor weight) {
    return WideMaps.suit(x.size(0), weight.size(1), weight.size(0), x.size(2), x.size(3))
        && !x.is_cuda()
        && x.is_contiguous(MemoryFormat.ChannelsLast);
  }

  /** [N, in, H, W] by [out, in, 3, 3] to [N, out, H, W], all channels last. */
  static Tensor forward(Tensor x, Tensor weight) {
    long n = x.size(0);
    long in = weight.size(1);
    long out = weight.size(0);
    long h = x.size(2);
    long w = x.size(3);
    long inRow = WideMaps.imagesOfRow(n, w);
    long rows = n / inRow;
    Tensor wide =
        torch
            .constant_pad_nd(
                x.permute(0, 2, 3, 1).view(rows, inRow, h, w, in).permute(0, 2, 1, 3, 4),
                new long[] {0, 0, 0, 1},
                new Scalar(0))
            .view(rows, h, inRow * (w + 1), in)
            .permute(0, 3, 1, 2);
    return torch
        .conv2d(wide, weight, new TensorOptional(), ONE, ONE, ONE, 1)
        .permute(0, 2, 3, 1)
        .view(rows, h, inRow, w + 1, out)
        .narrow(3, 0, w)
        .permute(0, 2, 1, 3, 4)
        .contiguous()
        .view(n, h, w, out)
        .permute(0, 3, 1, 2);
  }
}
