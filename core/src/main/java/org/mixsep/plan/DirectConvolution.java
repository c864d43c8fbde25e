package org.mixsep.plan;

import static org.mixsep.plan.Argument.diffDst;
import static org.mixsep.plan.Argument.diffSrc;
import static org.mixsep.plan.Argument.diffWeights;
import static org.mixsep.plan.Argument.dst;
import static org.mixsep.plan.Argument.src;
import static org.mixsep.plan.Argument.weights;

import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.plan.Memory.Area;
import org.mixsep.torch.OneDnn;
import org.mixsep.torch.Tensors;

/**
 * A convolution's three kernels. They take the weight in layouts of their own, to which it is
 * brought in every pass; its gradient is summed up and handed out in float32.
 */
final class DirectConvolution implements Form {
  private static final int DIRECT = dnnl.algorithm.convolution_direct.value;

  private final Calls calls;
  private final Tensor weight;
  private final long groups;
  private final memory.desc from;
  private final memory.desc to;
  private final long[] stride;
  private final long[] padding;

  /** What the output's size leaves of the padding behind the input. */
  private final long[] paddingAfter;

  private final memory.desc anyWeight;
  private final memory.desc plainWeight;
  private final convolution_forward.primitive_desc forward;

  /**
   * @param from the input's layout, and {@code to} the output's, of one type
   * @param groups of channels, each convolved by itself
   */
  DirectConvolution(
      Calls calls,
      Tensor weight,
      memory.desc from,
      memory.desc to,
      long stride,
      long padding,
      long groups) {
    this.calls = calls;
    this.weight = weight;
    this.groups = groups;
    this.from = from;
    this.to = to;
    this.stride = new long[] {stride, stride};
    this.padding = new long[] {padding, padding};
    this.paddingAfter = new long[] {paddingAfter(2), paddingAfter(3)};
    this.anyWeight = weight(from.get_data_type(), memory.format_tag.any);
    this.plainWeight =
        weight(
            memory.data_type.f32, groups == 1 ? memory.format_tag.acdb : memory.format_tag.abdec);
    this.forward =
        Kernels.compiled(
            new convolution_forward.primitive_desc(
                OneDnn.engine(),
                dnnl.prop_kind.forward_training.value,
                DIRECT,
                from,
                anyWeight,
                to,
                this.stride,
                this.padding,
                paddingAfter,
                calls.attributes,
                false));
  }

  private long paddingAfter(int dimension) {
    int place = dimension - 2;
    long reach = (to.get_dims().get(dimension) - 1) * stride[place] + weight.size(dimension);
    return Math.max(0, reach - from.get_dims().get(dimension) - padding[place]);
  }

  private memory.desc weight(memory.data_type type, memory.format_tag layout) {
    long[] shape = Tensors.shape(weight);
    long[] ofGroups = {groups, shape[0] / groups, shape[1], shape[2], shape[3]};
    return new memory.desc(groups == 1 ? shape : ofGroups, type, layout);
  }

  @Override
  public void forward(Area x, Area y) {
    calls.add(
        new convolution_forward(forward),
        forward,
        weights(weightAs(forward.weights_desc())),
        src(x.as(from)),
        dst(y.as(to)));
  }

  @Override
  public void gradInput(Area gradOutput, Area gradInput) {
    var kernel =
        Kernels.compiled(
            new convolution_backward_data.primitive_desc(
                OneDnn.engine(),
                DIRECT,
                from,
                anyWeight,
                to,
                stride,
                padding,
                paddingAfter,
                forward,
                calls.attributes,
                false));
    calls.add(
        new convolution_backward_data(kernel),
        kernel,
        weights(weightAs(kernel.weights_desc())),
        diffDst(gradOutput.as(to)),
        diffSrc(gradInput.as(from)));
  }

  private memory weightAs(memory.desc kind) {
    memory given = calls.areas.in(weight, plainWeight);
    if (kind.equals(plainWeight)) {
      return given;
    }
    Area area = calls.areas.area(kind);
    memory wanted = area.as(kind);
    calls.reorder(given, wanted);
    return wanted;
  }

  @Override
  public void gradWeight(Area x, Area gradOutput) {
    var kernel =
        Kernels.compiled(
            new convolution_backward_weights.primitive_desc(
                OneDnn.engine(),
                DIRECT,
                from,
                weight(memory.data_type.f32, memory.format_tag.any),
                to,
                stride,
                padding,
                paddingAfter,
                forward,
                calls.attributes,
                false));
    memory.desc kind = kernel.diff_weights_desc();
    Area gradient = calls.gradient(weight);
    boolean plain = kind.equals(plainWeight);
    Area area = plain ? gradient : calls.areas.area(kind);
    calls.add(
        new convolution_backward_weights(kernel),
        kernel,
        src(x.as(from)),
        diffDst(gradOutput.as(to)),
        diffWeights(area.as(kind)));
    if (!plain) {
      calls.reorder(area.as(kind), gradient.as(plainWeight));
    }
  }
}
