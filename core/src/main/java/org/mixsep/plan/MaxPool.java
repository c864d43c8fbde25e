package org.mixsep.plan;

import static org.mixsep.plan.Argument.diffDst;
import static org.mixsep.plan.Argument.diffSrc;
import static org.mixsep.plan.Argument.dst;
import static org.mixsep.plan.Argument.src;
import static org.mixsep.plan.Argument.workspace;

import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.pooling_backward;
import org.bytedeco.dnnl.pooling_forward;
import org.mixsep.plan.Memory.Area;
import org.mixsep.torch.OneDnn;

/**
 * Max pooling over squares without overlap, in a plan: libtorch keeps eight bytes for each value of
 * the result, to find its way back; this keeps one.
 */
final class MaxPool {
  private static final int LARGEST = dnnl.algorithm.pooling_max.value;
  private static final long[] NONE = {0, 0};

  private final Calls calls;
  private final memory.desc from;
  private final memory.desc to;
  private final long[] square;
  private final pooling_forward.primitive_desc forward;
  private final Area places;

  MaxPool(Calls calls, memory.desc from, memory.desc to, long side) {
    this.calls = calls;
    this.from = from;
    this.to = to;
    this.square = new long[] {side, side};
    this.forward =
        Kernels.compiled(
            new pooling_forward.primitive_desc(
                OneDnn.engine(),
                dnnl.prop_kind.forward_training.value,
                LARGEST,
                from,
                to,
                square,
                square,
                NONE,
                NONE,
                NONE,
                calls.attributes,
                false));
    this.places = calls.areas.area(forward.workspace_desc());
  }

  void forward(Area x, Area y) {
    calls.add(
        new pooling_forward(forward),
        forward,
        src(x.as(from)),
        workspace(places.as(forward.workspace_desc())),
        dst(y.as(to)));
  }

  void backward(Area gradOutput, Area gradInput) {
    var kernel =
        Kernels.compiled(
            new pooling_backward.primitive_desc(
                OneDnn.engine(),
                LARGEST,
                from,
                to,
                square,
                square,
                NONE,
                NONE,
                NONE,
                forward,
                calls.attributes,
                false));
    calls.add(
        new pooling_backward(kernel),
        kernel,
        diffDst(gradOutput.as(to)),
        workspace(places.as(forward.workspace_desc())),
        diffSrc(gradInput.as(from)));
  }
}
