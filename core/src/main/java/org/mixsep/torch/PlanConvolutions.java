package org.mixsep.torch;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.torch.PlanMemory.Area;

/** The convolutions of a plan, each in the form that suits it. */
final class PlanConvolutions {
  private final PlanFlow flow;
  private final Convolution form;

  /**
   * @param form to be taken where it suits
   */
  PlanConvolutions(PlanFlow flow, Convolution form) {
    this.flow = flow;
    this.form = form;
  }

  /** A convolution that waits for who takes its result. */
  record Waiting(PlanValue x, Tensor weight, long stride, long padding) {
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
  PlanValue take(Waiting convolved, long height, long width) {
    PlanValue in = convolved.x;
    OneDnn.Shape from = in.shape;
    Tensor weight = convolved.weight;
    long out = weight.size(0);
    OneDnn.Shape to = from.with(from.n(), out, height, width);
    PlanValue y = flow.result(to, true); // also of a frozen weight: it may thaw
    boolean plain = weight.size(2) == 3 && convolved.stride == 1 && convolved.padding == 1;
    boolean whole = height == convolved.height() && width == convolved.width();
    if (plain && form == Convolution.WINOGRAD && PlanWinograd2.suits(from, to)) {
      convolution(new PlanWinograd2(flow.calls, weight, from, to), in, y);
    } else if (plain && whole && form == Convolution.WINOGRAD && PlanWinograd4.suits(from, out)) {
      convolution(new PlanWinograd4(flow.calls, weight, from), in, y);
    } else if (plain
        && whole
        && form.laysSideBySide(from.bfloat16())
        && SideBySide.suits(from.n(), from.c(), out, from.h(), from.w())) {
      convolutionSideBySide(in, weight, y);
    } else {
      convolution(
          new PlanConvolution(
              flow.calls, weight, from.map(), to.map(), convolved.stride, convolved.padding),
          in,
          y);
    }
    return y;
  }

  private void convolution(PlanForm form, PlanValue in, PlanValue y) {
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

  private void convolutionSideBySide(PlanValue in, Tensor weight, PlanValue y) {
    PlanSideBySide maps = new PlanSideBySide(in.shape);
    long from = in.shape.c();
    long to = y.shape.c();
    Area wideX = flow.calls.areas.zeros(y, maps.wide(from));
    Area wideY = flow.calls.areas.area(maps.wide(to));
    var convolution = new PlanConvolution(flow.calls, weight, maps.wide(from), maps.wide(to), 1, 1);
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
