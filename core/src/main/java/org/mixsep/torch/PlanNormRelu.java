package org.mixsep.torch;

import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.mixsep.torch.PlanMemory.Area;

/**
 * Batch norm by the statistics of the batch and ReLU, taken together in a plan: fewer passes over
 * the map than libtorch's two operators make.
 */
final class PlanNormRelu {
  private static final int FLAGS =
      dnnl.dnnl_use_scale | dnnl.dnnl_use_shift | dnnl.dnnl_fuse_norm_relu;

  private final PlanCalls calls;
  private final Tensor scale;
  private final Tensor shift;
  private final Tensor mean;
  private final Tensor variance;
  private final float epsilon;
  private final memory.desc map;
  private final memory.desc channels;
  private final batch_normalization_forward.primitive_desc forward;

  /** Tells where ReLU let pass. */
  private final Area mask;

  PlanNormRelu(PlanCalls calls, OneDnn.Shape shape, Tensor scale, Tensor shift, double epsilon) {
    this.calls = calls;
    this.scale = scale;
    this.shift = shift;
    this.mean = calls.areas.keep(torch.empty_like(scale.detach()));
    this.variance = calls.areas.keep(torch.empty_like(scale.detach()));
    this.epsilon = (float) epsilon;
    this.map = shape.map();
    this.channels = OneDnn.channels(shape.c());
    this.forward =
        OneDnn.compiled(
            new batch_normalization_forward.primitive_desc(
                OneDnn.engine(),
                dnnl.prop_kind.forward_training.value,
                map,
                map,
                this.epsilon,
                FLAGS,
                calls.attributes,
                false));
    this.mask = calls.areas.area(forward.workspace_desc());
  }

  /** The last batch's. */
  Tensor mean() {
    return mean;
  }

  /** The last batch's, biased. */
  Tensor variance() {
    return variance;
  }

  void forward(Area x, Area y) {
    calls.add(
        new batch_normalization_forward(forward),
        forward,
        dnnl.DNNL_ARG_SRC,
        x.as(map),
        dnnl.DNNL_ARG_SCALE,
        at(scale),
        dnnl.DNNL_ARG_SHIFT,
        at(shift),
        dnnl.DNNL_ARG_VARIANCE,
        at(variance),
        dnnl.DNNL_ARG_MEAN,
        at(mean),
        dnnl.DNNL_ARG_WORKSPACE,
        mask.as(forward.workspace_desc()),
        dnnl.DNNL_ARG_DST,
        y.as(map));
  }

  void backward(Area x, Area ofY, Area ofX) {
    var kernel =
        OneDnn.compiled(
            new batch_normalization_backward.primitive_desc(
                OneDnn.engine(),
                dnnl.prop_kind.backward.value,
                map,
                map,
                map,
                epsilon,
                FLAGS,
                forward,
                calls.attributes,
                false));
    calls.add(
        new batch_normalization_backward(kernel),
        kernel,
        dnnl.DNNL_ARG_DIFF_DST,
        ofY.as(map),
        dnnl.DNNL_ARG_SRC,
        x.as(map),
        dnnl.DNNL_ARG_SCALE,
        at(scale),
        dnnl.DNNL_ARG_VARIANCE,
        at(variance),
        dnnl.DNNL_ARG_MEAN,
        at(mean),
        dnnl.DNNL_ARG_WORKSPACE,
        mask.as(forward.workspace_desc()),
        dnnl.DNNL_ARG_DIFF_SRC,
        ofX.as(map),
        dnnl.DNNL_ARG_DIFF_SCALE,
        calls.gradient(scale).as(channels),
        dnnl.DNNL_ARG_DIFF_SHIFT,
        calls.gradient(shift).as(channels));
  }

  private memory at(Tensor tensor) {
    return calls.areas.in(tensor, channels);
  }
}
