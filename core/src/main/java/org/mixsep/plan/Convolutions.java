package org.mixsep.plan;

import org.bytedeco.pytorch.Tensor;
import org.mixsep.plan.Memory.Area;
import org.mixsep.torch.Convolution;

/** The convolutions of a plan, each in the form that suits it. */
final class Convolutions {
  private final Flow flow;
  private final Convolution wanted;
  private final Pairs pairs;
  private final Sums sums;

  /**
   * @param wanted form, to be taken where it suits
   */
  Convolutions(Flow flow, Convolution wanted) {
    this.flow = flow;
    this.wanted = wanted;
    this.pairs = new Pairs(flow.calls);
    this.sums = new Sums(flow.calls);
  }

  /** A convolution that waits for who takes its result. */
  record Waiting(Value x, Tensor weight, long stride, long padding, long groups) {
    long height() {
      return side(x.shape.h(), weight.size(2));
    }

    long width() {
      return side(x.shape.w(), weight.size(3));
    }

    /** Whether other forms may compute it. */
    boolean isPlain() {
      return weight.size(2) == 3 && stride == 1 && padding == 1 && groups == 1;
    }

    private long side(long side, long kernel) {
      return (side + 2 * padding - kernel) / stride + 1;
    }
  }

  /** The whole result of a convolution, or its upper left part of the given height and width. */
  Value take(Waiting convolved, long height, long width) {
    Value in = convolved.x;
    MapShape from = in.shape;
    MapShape to = from.with(from.n(), convolved.weight.size(0), height, width);
    Value y = flow.result(to, true); // also of a frozen weight: it may thaw
    boolean whole = height == convolved.height() && width == convolved.width();
    Form taken = form(convolved, to, whole);
    taken.forward(in.area, y.area);
    flow.after(
        y,
        () -> {
          Area gradOutput = taken.laidOut(y.gradient);
          taken.gradWeight(in.area, gradOutput);
          if (in.wantsGradient) {
            Area gradInput = flow.calls.areas.area(in.shape.map());
            taken.gradInput(gradOutput, gradInput);
            flow.contribute(in, gradInput);
          }
        });
    return y;
  }

  private Form form(Waiting convolved, MapShape to, boolean whole) {
    MapShape from = convolved.x.shape;
    Tensor weight = convolved.weight;
    long out = to.c();
    boolean plain = convolved.isPlain();
    if (plain && wanted == Convolution.WINOGRAD && Winograd2.suits(from, to)) {
      return new Winograd2(flow.calls, pairs, sums, weight, from, to);
    }
    if (plain && whole && wanted == Convolution.WINOGRAD && Winograd4.suits(from, out)) {
      return new Winograd4(flow.calls, weight, from);
    }
    if (plain && whole && wanted.laysSideBySide(from.bfloat16()) && SideBySide.suits(from, out)) {
      return new SideBySide(flow.calls, weight, from);
    }
    return new DirectConvolution(
        flow.calls,
        weight,
        from.map(),
        to.map(),
        convolved.stride,
        convolved.padding,
        convolved.groups);
  }
}
