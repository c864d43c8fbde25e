package org.mixsep.layer;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.mixsep.plan.LayerGraph;
import org.mixsep.plan.PlannedBlock;

/** Max pooling over squares. */
public final class MaxPool2d implements AutoCloseable {
  private static final long[] ONE = {1, 1};

  private final long side;
  private final long stride;
  private final long padding;
  private final PlannedBlock planned = new PlannedBlock(this::describe);

  /** Over 2x2 squares without overlap. */
  public MaxPool2d() {
    this(2, 2, 0);
  }

  /**
   * @param side of the squares
   * @param stride from one to the next
   * @param padding at every border, at most half of the side; no value is taken from it
   */
  public MaxPool2d(long side, long stride, long padding) {
    this.side = side;
    this.stride = stride;
    this.padding = padding;
  }

  /** [N, C, H, W] to [N, C, H / stride, W / stride]; what is left of a square is dropped. */
  public Tensor forward(Tensor x) {
    Optional<Tensor> y = x.requires_grad() ? planned.forward(x) : Optional.empty();
    return y.orElseGet(
        () ->
            torch.max_pool2d(
                x,
                new long[] {side, side},
                new long[] {stride, stride},
                new long[] {padding, padding},
                ONE,
                false));
  }

  /** The same as an operator of a graph. */
  public String describe(LayerGraph graph, String x) {
    return graph.maxPool(x, side, stride, padding);
  }

  /** {@link PlannedBlock#close}. */
  @Override
  public void close() {
    planned.close();
  }
}
