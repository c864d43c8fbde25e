package org.mixsep.plan;

import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.mixsep.plan.Memory.Area;
import org.mixsep.torch.OneDnn;

/** GELU by the error function, in a plan. */
final class Gelu {
  private static final int GELU = dnnl.algorithm.eltwise_gelu_erf.value;

  private final Calls calls;
  private final memory.desc map;
  private final eltwise_forward.primitive_desc forward;

  Gelu(Calls calls, MapShape shape) {
    this.calls = calls;
    this.map = shape.map();
    this.forward =
        Kernels.compiled(
            new eltwise_forward.primitive_desc(
                OneDnn.engine(),
                dnnl.prop_kind.forward_training.value,
                GELU,
                map,
                map,
                0,
                0,
                calls.attributes,
                false));
  }

  void forward(Area x, Area y) {
    calls.add(
        new eltwise_forward(forward),
        forward,
        dnnl.DNNL_ARG_SRC,
        x.as(map),
        dnnl.DNNL_ARG_DST,
        y.as(map));
  }

  void backward(Area x, Area ofY, Area ofX) {
    var kernel =
        Kernels.compiled(
            new eltwise_backward.primitive_desc(
                OneDnn.engine(), GELU, map, map, map, 0, 0, forward, calls.attributes, false));
    calls.add(
        new eltwise_backward(kernel),
        kernel,
        dnnl.DNNL_ARG_SRC,
        x.as(map),
        dnnl.DNNL_ARG_DIFF_DST,
        ofY.as(map),
        dnnl.DNNL_ARG_DIFF_SRC,
        ofX.as(map));
  }
}
