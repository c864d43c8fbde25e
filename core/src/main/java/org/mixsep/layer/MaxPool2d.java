package org.mixsep.layer;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.mixsep.plan.LayerGraph;
import org.mixsep.plan.PlannedBlock;

/** Max pooling over 2x2 squares without overlap. */
public final class MaxPool2d implements AutoCloseable {
  private static final long SIDE = 2;

  private final PlannedBlock planned = new PlannedBlock(this::describe);

  /** [N, C, H, W] to [N, C, H / 2, W / 2]; an odd rest is dropped. */
  public Tensor forward(Tensor x) {
    Optional<Tensor> y = x.requires_grad() ? planned.forward(x) : Optional.empty();
    return y.orElseGet(() -> torch.max_pool2d(x, SIDE, SIDE));
  }

  /** The same as an operator of a graph. */
  public String describe(LayerGraph graph, String x) {
    return graph.maxPool(x, SIDE);
  }

  /** {@link PlannedBlock#close}. */
  @Override
  public void close() {
    planned.close();
  }
}
