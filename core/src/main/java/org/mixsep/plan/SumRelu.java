package org.mixsep.plan;

import static org.mixsep.plan.Argument.diffDst;
import static org.mixsep.plan.Argument.diffSrc;
import static org.mixsep.plan.Argument.dst;

import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.mixsep.plan.Memory.Area;
import org.mixsep.torch.OneDnn;

/** ReLU of the sum of two maps, in a plan, in one pass each way. */
final class SumRelu {
  /** Its gradient is found from its result, which is kept anyway, as others' input. */
  private static final int RELU = dnnl.algorithm.eltwise_relu_use_dst_for_bwd.value;

  private final Calls calls;
  private final memory.desc map;

  SumRelu(Calls calls, MapShape shape) {
    this.calls = calls;
    this.map = shape.map();
  }

  void forward(Area a, Area b, Area y) {
    post_ops relu = new post_ops();
    relu.append_eltwise(dnnl.algorithm.eltwise_relu.value, 0, 0);
    primitive_attr attributes = Calls.attributes();
    attributes.set_post_ops(relu);
    calls.sum(map, a, b, y, attributes);
  }

  /**
   * @param y what {@link #forward} gave
   */
  void backward(Area y, Area gradOutput, Area gradSum) {
    var forward =
        new eltwise_forward.primitive_desc(
            OneDnn.engine(),
            dnnl.prop_kind.forward_training.value,
            RELU,
            map,
            map,
            0,
            0,
            calls.attributes,
            false);
    var kernel =
        Kernels.compiled(
            new eltwise_backward.primitive_desc(
                OneDnn.engine(), RELU, map, map, map, 0, 0, forward, calls.attributes, false));
    calls.add(
        new eltwise_backward(kernel),
        kernel,
        dst(y.as(map)),
        diffDst(gradOutput.as(map)),
        diffSrc(gradSum.as(map)));
  }
}
