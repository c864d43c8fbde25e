package org.mixsep.plan;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.plan.Memory.Area;
import org.mixsep.torch.Convolution;
import org.mixsep.torch.WideMaps;

/** The convolutions of a plan, each in the form that suits it. */
final class Convolutions {
  private final Flow flow;
  private final Convolution form;

  /**
   * @param form to be taken where it suits
   */
  Convolutions(Flow flow, Convolution form) {
    this.flow = flow;
    this.form = form;
  }

  /** A convolution that waits for who takes its result. */
  record Waiting(Value x, Tensor weight, long stride, long padding) {
    long height() {
      return side(x.shape.h(), weight.size(2));
    }

    long width() {
      return side(x.shape.w(), weight.size(3));
    }

    private long side(long side, long kernel) {
      return (side + 2 * padding - kernel) / stride + 1;
    }
  }

  /** The whole result of a convolution, or its upper left part of the given height and width. */
  Value take(Waiting convolved, long height, long width) {
    Value in = convolved.x;
    MapShape from = in.shape;
    Tensor weight = convolved.weight;
    long out = weight.size(0);
    MapShape to = from.with(from.n(), out, height, width);
    Value y = flow.result(to, true); // also of a frozen weight: it may thaw
    boolean plain = weight.size(2) == 3 && convolved.stride == 1 && convolved.padding == 1;
    boolean whole = height == convolved.height() && width == convolved.width();
    if (plain && form == Convolution.WINOGRAD && Winograd2.suits(from, to)) {
      convolution(new Winograd2(flow.calls, weight, from, to), in, y);
    } else if (plain && whole && form == Convolution.WINOGRAD && Winograd4.suits(from, out)) {
      convolution(new Winograd4(flow.calls, weight, from), in, y);
    } else if (plain
        && whole
        && form.laysSideBySide(from.bfloat16())
        && WideMaps.suit(from.n(), from.c(), out, from.h(), from.w())) {
      convolutionSideBySide(in, weight, y);
    } else {
      convolution(
          new DirectConvolution(
              flow.calls, weight, from.map(), to.map(), convolved.stride, convolved.padding),
          in,
          y);
    }
    return y;
  }

  private void convolution(Form form, Value in, Value y) {
    form.forward(in.area, y.area);
    flow.after(
        y,
        () -> {
          form.ofWeight(in.area, y.gradient);
          if (in.wantsGradient) {
            Area ofX = flow.calls.areas.area(in.shape.map());
            form.ofInput(y.gradient, ofX);
            flow.contribute(in, ofX);
          }
        });
  }

  private void convolutionSideBySide(Value in, Tensor weight, Value y) {
    SideBySide maps = new SideBySide(in.shape);
    long from = in.shape.c();
    long to = y.shape.c();
    Area wideX = flow.calls.areas.zeros(y, maps.wide(from));
    Area wideY = flow.calls.areas.area(maps.wide(to));
    var convolution =
        new DirectConvolution(flow.calls, weight, maps.wide(from), maps.wide(to), 1, 1);
    flow.calls.reorder(in.area.as(maps.apart(from)), wideX.as(maps.inWide(from)));
    convolution.forward(wideX, wideY);
    flow.calls.reorder(wideY.as(maps.inWide(to)), y.area.as(maps.apart(to)));
    flow.after(
        y,
        () -> {
          var key = List.of(y.shape.h(), y.shape.w(), to);
          Area wideOfY = flow.calls.areas.zeros(key, maps.wide(to));
          flow.calls.reorder(y.gradient.as(maps.apart(to)), wideOfY.as(maps.inWide(to)));
          convolution.ofWeight(wideX, wideOfY);
          if (in.wantsGradient) {
            Area wideOfX = flow.calls.areas.area(maps.wide(from));
            Area ofX = flow.calls.areas.area(in.shape.map());
            convolution.ofInput(wideOfY, wideOfX);
            flow.calls.reorder(wideOfX.as(maps.inWide(from)), ofX.as(maps.apart(from)));
            flow.contribute(in, ofX);
          }
        });
  }
}
