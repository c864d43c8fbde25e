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
 * Max pooling over squares in a plan: libtorch keeps eight bytes for each value of the result, to
 * find its way back; this keeps one.
 */
final class MaxPool {
  private static final int LARGEST = dnnl.algorithm.pooling_max.value;
  private static final long[] NONE = {0, 0};

  private final Calls calls;
  private final memory.desc from;
  private final memory.desc to;
  private final long[] side;
  private final long[] stride;
  private final long[] padding;
  private final long[] paddingAfter;
  private final pooling_forward.primitive_desc forward;
  private final Area places;

  /**
   * What it goes over.
   *
   * @param padding at every border
   */
  record Squares(long side, long stride, long padding) {
    /** The shape of the result. */
    MapShape over(MapShape from) {
      return from.with(from.n(), from.c(), count(from.h()), count(from.w()));
    }

    private long count(long of) {
      return (of + 2 * padding - side) / stride + 1;
    }

    /** What the number of squares leaves of the padding behind the input. */
    private long paddingAfter(long of) {
      return Math.max(0, (count(of) - 1) * stride + side - of - padding);
    }
  }

  MaxPool(Calls calls, MapShape shape, Squares squares) {
    this.calls = calls;
    this.from = shape.map();
    this.to = squares.over(shape).map();
    this.side = new long[] {squares.side, squares.side};
    this.stride = new long[] {squares.stride, squares.stride};
    this.padding = new long[] {squares.padding, squares.padding};
    this.paddingAfter =
        new long[] {squares.paddingAfter(shape.h()), squares.paddingAfter(shape.w())};
    this.forward =
        Kernels.compiled(
            new pooling_forward.primitive_desc(
                OneDnn.engine(),
                dnnl.prop_kind.forward_training.value,
                LARGEST,
                from,
                to,
                stride,
                side,
                NONE,
                padding,
                paddingAfter,
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
                stride,
                side,
                NONE,
                padding,
                paddingAfter,
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
