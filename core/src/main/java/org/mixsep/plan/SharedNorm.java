package org.mixsep.plan;

import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.mixsep.plan.Memory.Area;
import org.mixsep.torch.OneDnn;
import org.mixsep.torch.Replicas;
import org.mixsep.torch.Tensors;

/**
 * What a batch norm in a plan does beside its own kernels, where several processes share a batch:
 * those take the statistics as given then, on the way there and on the way back.
 */
final class SharedNorm {
  private final Calls calls;
  private final MapShape shape;
  private final Replicas replicas;
  private final Tensor scale;
  private final Tensor mean;
  private final Tensor variance;
  private final double epsilon;

  /** Mean and variance of the own share, [2, C]. */
  private final Tensor local;

  /** Slope and offset of {@link BatchStatistics#line}, [2, C]. */
  private final Tensor line;

  /**
   * @param mean and {@code variance} of the whole batch, [C], written on the way there
   */
  SharedNorm(
      Calls calls,
      MapShape shape,
      Replicas replicas,
      Tensor scale,
      Tensor mean,
      Tensor variance,
      double epsilon) {
    this.calls = calls;
    this.shape = shape;
    this.replicas = replicas;
    this.scale = scale;
    this.mean = mean;
    this.variance = variance;
    this.epsilon = epsilon;
    this.local = calls.areas.keep(torch.empty(2, shape.c()));
    this.line = calls.areas.keep(torch.empty(2, shape.c()));
  }

  /**
   * Takes the own share's statistics and makes those of the whole batch of them.
   *
   * @param y is overwritten: the kernel for statistics normalises as well
   */
  void takeStatistics(Area x, Area y) {
    var kernel =
        Kernels.compiled(
            new batch_normalization_forward.primitive_desc(
                OneDnn.engine(),
                dnnl.prop_kind.forward_training.value,
                shape.map(),
                shape.map(),
                (float) epsilon,
                0,
                calls.attributes,
                false));
    calls.add(
        new batch_normalization_forward(kernel),
        kernel,
        Argument.src(x.as(shape.map())),
        new Argument(dnnl.DNNL_ARG_MEAN, row(local, 0, Kernels.channels(shape.c()))),
        new Argument(dnnl.DNNL_ARG_VARIANCE, row(local, 1, Kernels.channels(shape.c()))),
        Argument.dst(y.as(shape.map())));
    calls.add(() -> BatchStatistics.combine(replicas, local, mean, variance));
  }

  /** Adds to the input's gradient what comes by way of the statistics. */
  void goBackThroughStatistics(Area x, Area gradInput, memory gradScale, memory gradShift) {
    calls.add(() -> drawLine(gradScale, gradShift));
    memory.desc perChannel =
        new memory.desc(
            new long[] {1, shape.c(), 1, 1}, memory.data_type.f32, memory.format_tag.nhwc);
    post_ops added = new post_ops();
    added.append_sum();
    added.append_binary(dnnl.algorithm.binary_add.value, perChannel);
    primitive_attr attributes = Calls.attributes();
    attributes.set_post_ops(added);
    var kernel =
        Kernels.compiled(
            new binary.primitive_desc(
                OneDnn.engine(),
                dnnl.algorithm.binary_mul.value,
                shape.map(),
                perChannel,
                shape.map(),
                attributes,
                false));
    calls.add(
        new binary(kernel),
        kernel,
        new Argument(dnnl.DNNL_ARG_SRC_0, x.as(shape.map())),
        new Argument(dnnl.DNNL_ARG_SRC_1, row(line, 0, perChannel)),
        new Argument(
            dnnl.DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE * 2 | dnnl.DNNL_ARG_SRC_1,
            row(line, 1, perChannel)),
        Argument.dst(gradInput.as(shape.map())));
  }

  private void drawLine(memory gradScale, memory gradShift) {
    try (PointerScope scope = new PointerScope()) {
      double values = shape.positions() * replicas.size();
      line.copy_(
          BatchStatistics.line(
              replicas,
              seen(gradScale),
              seen(gradShift),
              this.scale,
              mean,
              variance,
              epsilon,
              values));
    }
  }

  /** What a kernel wrote, where it lies. */
  private Tensor seen(memory values) {
    return torch.from_blob(
        values.get_data_handle(), new long[] {shape.c()}, Tensors.options(ScalarType.Float));
  }

  private memory row(Tensor rows, long number, memory.desc kind) {
    return calls.areas.in(rows.select(0, number), kind);
  }
}
