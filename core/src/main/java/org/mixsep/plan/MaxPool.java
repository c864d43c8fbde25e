package org.mixsep.plan;

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
        dnnl.DNNL_ARG_SRC,
        x.as(from),
        dnnl.DNNL_ARG_WORKSPACE,
        places.as(forward.workspace_desc()),
        dnnl.DNNL_ARG_DST,
        y.as(to));
  }

  void backward(Area ofY, Area ofX) {
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
        dnnl.DNNL_ARG_DIFF_DST,
        ofY.as(to),
        dnnl.DNNL_ARG_WORKSPACE,
        places.as(forward.workspace_desc()),
        dnnl.DNNL_ARG_DIFF_SRC,
        ofX.as(from));
  }
}
