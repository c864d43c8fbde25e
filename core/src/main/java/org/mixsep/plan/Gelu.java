package org.mixsep.plan;

import static org.mixsep.plan.Argument.diffDst;
import static org.mixsep.plan.Argument.diffSrc;
import static org.mixsep.plan.Argument.dst;
import static org.mixsep.plan.Argument.src;

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
    calls.add(new eltwise_forward(forward), forward, src(x.as(map)), dst(y.as(map)));
  }

  void backward(Area x, Area gradOutput, Area gradInput) {
    var kernel =
        Kernels.compiled(
            new eltwise_backward.primitive_desc(
                OneDnn.engine(), GELU, map, map, map, 0, 0, forward, calls.attributes, false));
    calls.add(
        new eltwise_backward(kernel),
        kernel,
        src(x.as(map)),
        diffDst(gradOutput.as(map)),
        diffSrc(gradInput.as(map)));
  }
}
