package org.mixsep.torch;

import java.util.Optional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/** Max pooling over 2x2 squares without overlap. */
public final class MaxPool2d {
  static final long SIDE = 2;

  private final CustomFunction function = new CustomFunction();

  /** [N, C, H, W] to [N, C, H / 2, W / 2]; an odd rest is dropped. */
  public Tensor forward(Tensor x) {
    boolean records = CustomFunction.records(x);
    Optional<MaxPoolKernel> kernel =
        records && function.hasRoom() ? MaxPoolKernel.of(x) : Optional.empty();
    return kernel.isPresent() ? forward(kernel.get(), x) : torch.max_pool2d(x, SIDE, SIDE);
  }

  private Tensor forward(MaxPoolKernel kernel, Tensor x) {
    long[] from = x.sizes().vec().get();
    Tensor y = map(x, from[0], from[1], from[2] / SIDE, from[3] / SIDE);
    Tensor places = Tensors.bytes(kernel.placeBytes());
    kernel.forward().run(x, places, y);
    CustomFunction.Backward backward =
        (gradient, saved) -> {
          Tensor ofX = map(gradient, from);
          kernel.backward().run(gradient.contiguous(MemoryFormat.ChannelsLast), saved.get(0), ofX);
          return ofX;
        };
    function.record(x, y, backward, places);
    return y;
  }

  private static Tensor map(Tensor like, long... shape) {
    return torch.empty(shape, like.options(), new MemoryFormatOptional(MemoryFormat.ChannelsLast));
  }

  /** The same as an operator of a graph. */
  public String describe(LayerGraph graph, String x) {
    return graph.maxPool(x, SIDE);
  }
}
