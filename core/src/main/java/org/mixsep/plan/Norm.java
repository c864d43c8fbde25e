package org.mixsep.plan;

import static org.mixsep.plan.Argument.diffDst;
import static org.mixsep.plan.Argument.diffSrc;
import static org.mixsep.plan.Argument.dst;
import static org.mixsep.plan.Argument.src;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.mixsep.plan.Memory.Area;
import org.mixsep.torch.OneDnn;
import org.mixsep.torch.Replicas;

/**
 * Batch norm by the statistics of the batch, in a plan, with others who share it; ReLU is taken
 * with it where it follows: fewer passes over the map than libtorch's two operators make.
 */
final class Norm {

  private final Calls calls;
  private final Tensor scale;
  private final Tensor shift;
  private final Tensor mean;
  private final Tensor variance;
  private final float epsilon;
  private final int flags;
  private final memory.desc map;
  private final memory.desc channels;
  private final batch_normalization_forward.primitive_desc forward;

  /** Tells where ReLU let pass; null without one. */
  private final Area mask;

  /** Null where no other process shares the batch. */
  private final SharedNorm shared;

  Norm(
      Calls calls,
      MapShape shape,
      Tensor scale,
      Tensor shift,
      double epsilon,
      boolean relu,
      Replicas replicas) {
    this.calls = calls;
    this.scale = scale;
    this.shift = shift;
    this.mean = calls.areas.keep(torch.empty_like(scale.detach()));
    this.variance = calls.areas.keep(torch.empty_like(scale.detach()));
    this.epsilon = (float) epsilon;
    this.shared =
        replicas.isAlone()
            ? null
            : new SharedNorm(calls, shape, replicas, scale, mean, variance, epsilon);
    this.flags =
        dnnl.dnnl_use_scale
            | dnnl.dnnl_use_shift
            | (relu ? dnnl.dnnl_fuse_norm_relu : 0)
            | (shared == null ? 0 : dnnl.dnnl_use_global_stats);
    this.map = shape.map();
    this.channels = Kernels.channels(shape.c());
    this.forward =
        Kernels.compiled(
            new batch_normalization_forward.primitive_desc(
                OneDnn.engine(),
                dnnl.prop_kind.forward_training.value,
                map,
                map,
                this.epsilon,
                flags,
                calls.attributes,
                false));
    this.mask = relu ? calls.areas.area(forward.workspace_desc()) : null;
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
    if (shared != null) {
      shared.takeStatistics(x, y);
    }
    calls.add(
        new batch_normalization_forward(forward),
        forward,
        withMask(
            src(x.as(map)),
            new Argument(dnnl.DNNL_ARG_SCALE, at(scale)),
            new Argument(dnnl.DNNL_ARG_SHIFT, at(shift)),
            new Argument(dnnl.DNNL_ARG_VARIANCE, at(variance)),
            new Argument(dnnl.DNNL_ARG_MEAN, at(mean)),
            dst(y.as(map))));
  }

  void backward(Area x, Area gradOutput, Area gradInput) {
    var kernel =
        Kernels.compiled(
            new batch_normalization_backward.primitive_desc(
                OneDnn.engine(),
                dnnl.prop_kind.backward.value,
                map,
                map,
                map,
                epsilon,
                flags,
                forward,
                calls.attributes,
                false));
    memory gradScale = calls.gradient(scale).as(channels);
    memory gradShift = calls.gradient(shift).as(channels);
    calls.add(
        new batch_normalization_backward(kernel),
        kernel,
        withMask(
            diffDst(gradOutput.as(map)),
            src(x.as(map)),
            new Argument(dnnl.DNNL_ARG_SCALE, at(scale)),
            new Argument(dnnl.DNNL_ARG_VARIANCE, at(variance)),
            new Argument(dnnl.DNNL_ARG_MEAN, at(mean)),
            diffSrc(gradInput.as(map)),
            new Argument(dnnl.DNNL_ARG_DIFF_SCALE, gradScale),
            new Argument(dnnl.DNNL_ARG_DIFF_SHIFT, gradShift)));
    if (shared != null) {
      shared.goBackThroughStatistics(x, gradInput, gradScale, gradShift);
    }
  }

  private List<Argument> withMask(Argument... arguments) {
    List<Argument> all = new ArrayList<>(List.of(arguments));
    if (mask != null) {
      all.add(Argument.workspace(mask.as(forward.workspace_desc())));
    }
    return all;
  }

  private memory at(Tensor tensor) {
    return calls.areas.in(tensor, channels);
  }
}
