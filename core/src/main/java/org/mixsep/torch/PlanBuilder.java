package org.mixsep.torch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.torch.BlockPlan.RunningStatistics;
import org.mixsep.torch.PlanMemory.Area;

/**
 * Makes a {@link BlockPlan} of a block that describes itself. Each operator adds its calls to the
 * forward pass, and leaves word of how to add those of its way back, which come in reverse.
 */
final class PlanBuilder implements LayerGraph {
  private final PlanCalls calls;
  private final Convolution form;
  private final Deque<Runnable> back = new ArrayDeque<>();
  private final Map<String, PlanValue> values = new HashMap<>();
  private final Map<String, Norm> norms = new HashMap<>();
  private final Map<String, Convolved> convolutions = new HashMap<>();
  private final List<RunningStatistics> statistics = new ArrayList<>();
  private final PlanVariables variables;
  private final PlanValue x;

  /** A batch norm that waits for its activation. */
  private record Norm(
      PlanValue x,
      Tensor scale,
      Tensor shift,
      Tensor runningMean,
      Tensor runningVariance,
      double momentum,
      double epsilon) {}

  /** A convolution that waits for who takes its result. */
  private record Convolved(PlanValue x, Tensor weight, long stride, long padding) {
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

  private PlanBuilder(
      OneDnn.Shape input, boolean wantsGradient, Convolution form, Workspace workspace) {
    this.calls = new PlanCalls(workspace);
    this.variables = new PlanVariables(calls.areas);
    this.form = form;
    this.x = new PlanValue(input, calls.areas.outside(), wantsGradient);
    values.put("x", x);
  }

  /**
   * @param wantsGradient whether a gradient of the input is asked for
   * @param form of convolutions where it suits them
   * @throws UnsupportedOperationException when there is no plan for such layers
   * @throws IllegalArgumentException when a layer is for maps of another number of channels
   */
  static BlockPlan of(
      OneDnn.Shape input,
      boolean wantsGradient,
      Convolution form,
      Workspace workspace,
      PlannedBlock.Layers layers) {
    PlanBuilder builder = new PlanBuilder(input, wantsGradient, form, workspace);
    try {
      return builder.build(builder.value(layers.describe(builder, "x")));
    } catch (RuntimeException e) {
      builder.calls.areas.close();
      throw e;
    }
  }

  private BlockPlan build(PlanValue y) {
    if (y == x) {
      throw new UnsupportedOperationException("a block without layers");
    }
    Area ofY = calls.areas.outside();
    y.gradient = ofY;
    calls.areas.leaveOut(y.area);
    calls.turn();
    back.forEach(Runnable::run);
    if (x.gradient != null) {
      calls.areas.leaveOut(x.gradient);
    }
    calls.allocate();
    return new BlockPlan(
        calls.forward(),
        calls.backward(),
        x.area,
        y.area,
        y.shape,
        ofY,
        x.gradient,
        calls.goesBackThrough(x.area),
        calls.gradients(),
        statistics,
        variables,
        calls.areas);
  }

  @Override
  public String convolution(String name, Tensor weight, long stride, long padding) {
    PlanValue in = value(name);
    variables.takeKernel(weight, in.shape);
    if (Math.min(in.shape.h(), in.shape.w()) + 2 * padding < weight.size(2)) {
      throw new UnsupportedOperationException("a map of less than a kernel");
    }
    String pending = "convolution" + convolutions.size();
    convolutions.put(pending, new Convolved(in, weight, stride, padding));
    return pending;
  }

  /** The whole result of a convolution, or its upper left part of the given height and width. */
  private PlanValue convolved(Convolved convolved, long height, long width) {
    PlanValue in = convolved.x;
    OneDnn.Shape from = in.shape;
    Tensor weight = convolved.weight;
    long out = weight.size(0);
    OneDnn.Shape to = from.with(from.n(), out, height, width);
    PlanValue y = result(to, true); // also of a frozen weight: it may thaw
    boolean plain = weight.size(2) == 3 && convolved.stride == 1 && convolved.padding == 1;
    boolean whole = height == convolved.height() && width == convolved.width();
    if (plain && form == Convolution.WINOGRAD && PlanWinograd2.suits(from, to)) {
      convolution(new PlanWinograd2(calls, weight, from, to), in, y);
    } else if (plain && whole && form == Convolution.WINOGRAD && PlanWinograd4.suits(from, out)) {
      convolution(new PlanWinograd4(calls, weight, from), in, y);
    } else if (plain
        && whole
        && form.laysSideBySide(from.bfloat16())
        && SideBySide.suits(from.n(), from.c(), out, from.h(), from.w())) {
      convolutionSideBySide(in, weight, y);
    } else {
      convolution(
          new PlanConvolution(
              calls, weight, from.map(), to.map(), convolved.stride, convolved.padding),
          in,
          y);
    }
    return y;
  }

  private void convolution(PlanForm form, PlanValue in, PlanValue y) {
    form.forward(in.area, y.area);
    after(
        y,
        () -> {
          form.ofWeight(in.area, y.gradient);
          if (in.wantsGradient) {
            Area ofX = calls.areas.area(in.shape.map());
            form.ofInput(y.gradient, ofX);
            contribute(in, ofX);
          }
        });
  }

  private void convolutionSideBySide(PlanValue in, Tensor weight, PlanValue y) {
    PlanSideBySide maps = new PlanSideBySide(in.shape);
    long from = in.shape.c();
    long to = y.shape.c();
    Area wideX = calls.areas.zeros(y, maps.wide(from));
    Area wideY = calls.areas.area(maps.wide(to));
    var convolution = new PlanConvolution(calls, weight, maps.wide(from), maps.wide(to), 1, 1);
    calls.reorder(in.area.as(maps.apart(from)), wideX.as(maps.inWide(from)));
    convolution.forward(wideX, wideY);
    calls.reorder(wideY.as(maps.inWide(to)), y.area.as(maps.apart(to)));
    after(
        y,
        () -> {
          var key = List.of(y.shape.h(), y.shape.w(), to);
          Area wideOfY = calls.areas.zeros(key, maps.wide(to));
          calls.reorder(y.gradient.as(maps.apart(to)), wideOfY.as(maps.inWide(to)));
          convolution.ofWeight(wideX, wideOfY);
          if (in.wantsGradient) {
            Area wideOfX = calls.areas.area(maps.wide(from));
            Area ofX = calls.areas.area(in.shape.map());
            convolution.ofInput(wideOfY, wideOfX);
            calls.reorder(wideOfX.as(maps.inWide(from)), ofX.as(maps.apart(from)));
            contribute(in, ofX);
          }
        });
  }

  @Override
  public String batchNorm(
      String name,
      Tensor scale,
      Tensor shift,
      Tensor mean,
      Tensor variance,
      double momentum,
      double epsilon) {
    PlanValue in = value(name);
    variables.takePerChannel("scale", scale, in.shape);
    variables.takePerChannel("shift", shift, in.shape);
    variables.takePerChannel("running mean", mean, in.shape);
    variables.takePerChannel("running variance", variance, in.shape);
    String pending = "norm" + norms.size();
    norms.put(pending, new Norm(in, scale, shift, mean, variance, momentum, epsilon));
    return pending;
  }

  @Override
  public String relu(String name) {
    return name(normalized(norm(name), true));
  }

  @Override
  public String gelu(String name) {
    PlanValue in = normalized(norm(name), false);
    PlanValue y = result(in.shape, true);
    PlanGelu kernels = new PlanGelu(calls, in.shape);
    kernels.forward(in.area, y.area);
    after(
        y,
        () -> {
          Area ofX = calls.areas.area(in.shape.map());
          kernels.backward(in.area, y.gradient, ofX);
          contribute(in, ofX);
        });
    return name(y);
  }

  private Norm norm(String name) {
    Norm norm = norms.get(name);
    if (norm == null) {
      throw new UnsupportedOperationException("an activation without a batch norm before it");
    }
    return norm;
  }

  private PlanValue normalized(Norm norm, boolean relu) {
    PlanValue in = norm.x;
    PlanValue y = result(in.shape, true);
    PlanNorm kernels = new PlanNorm(calls, in.shape, norm.scale, norm.shift, norm.epsilon, relu);
    kernels.forward(in.area, y.area);
    statistics.add(
        new RunningStatistics(
            norm.runningMean,
            norm.runningVariance,
            kernels.mean(),
            kernels.variance(),
            norm.momentum,
            in.shape.positions()));
    after(
        y,
        () -> {
          Area ofX = calls.areas.area(in.shape.map());
          kernels.backward(in.area, y.gradient, ofX);
          contribute(in, ofX);
        });
    return y;
  }

  @Override
  public String maxPool(String name, long side) {
    PlanValue in = pooled(name, side);
    OneDnn.Shape shape = in.shape;
    if (shape.h() < side || shape.w() < side) {
      throw new UnsupportedOperationException("a map of less than a square");
    }
    PlanValue y =
        result(
            shape.with(shape.n(), shape.c(), shape.h() / side, shape.w() / side), in.wantsGradient);
    PlanMaxPool kernels = new PlanMaxPool(calls, shape.map(), y.shape.map(), side);
    kernels.forward(in.area, y.area);
    if (in.wantsGradient) {
      after(
          y,
          () -> {
            Area ofX = calls.areas.area(shape.map());
            kernels.backward(y.gradient, ofX);
            contribute(in, ofX);
          });
    }
    return name(y);
  }

  /**
   * A map as far as pooling reads it. A convolution leaves the rest out, where that is no more than
   * its padding.
   */
  private PlanValue pooled(String name, long side) {
    Convolved waiting = values.containsKey(name) ? null : convolutions.get(name);
    if (waiting == null || waiting.stride != 1) {
      return value(name);
    }
    long height = waiting.height() / side * side;
    long width = waiting.width() / side * side;
    long most = Math.max(waiting.height() - height, waiting.width() - width);
    return most == 0 || most > waiting.padding || Math.min(height, width) == 0
        ? value(name)
        : convolved(waiting, height, width);
  }

  @Override
  public String add(String first, String second) {
    PlanValue a = value(first);
    PlanValue b = value(second);
    if (!a.shape.equals(b.shape)) {
      throw new UnsupportedOperationException("a sum of maps of two shapes");
    }
    PlanValue y = result(a.shape, a.wantsGradient || b.wantsGradient);
    calls.sum(y.shape.map(), a.area, b.area, y.area);
    after(
        y,
        () -> {
          for (PlanValue each : List.of(a, b)) {
            if (each.wantsGradient) {
              contribute(each, y.gradient);
            }
          }
        });
    return name(y);
  }

  /** Adds to the gradient of a map. */
  private void contribute(PlanValue value, Area part) {
    if (value.gradient == null) {
      value.gradient = part;
    } else { // not in place: the parts may be another map's gradient as well
      Area sum = calls.areas.area(value.shape.map());
      calls.sum(value.shape.map(), part, value.gradient, sum);
      value.gradient = sum;
    }
  }

  @Override
  public String meanOverPositions(String name) {
    throw new UnsupportedOperationException("global average pooling within a block");
  }

  @Override
  public String linear(String name, Tensor weight, Tensor bias) {
    throw new UnsupportedOperationException("a fully connected layer within a block");
  }

  @Override
  public String dropout(String name, double probability) {
    throw new UnsupportedOperationException("dropout");
  }

  /** Has a step taken on the way back, where the gradient of {@code y} has come from behind it. */
  private void after(PlanValue y, Runnable step) {
    back.push(
        () -> {
          if (y.gradient != null) {
            step.run();
          }
        });
  }

  private PlanValue value(String name) {
    Convolved waiting = convolutions.get(name);
    if (waiting != null && !values.containsKey(name)) {
      values.put(name, convolved(waiting, waiting.height(), waiting.width()));
    }
    PlanValue value = values.get(name);
    if (value == null) {
      throw new UnsupportedOperationException("a batch norm without an activation after it");
    }
    return value;
  }

  private PlanValue result(OneDnn.Shape shape, boolean wantsGradient) {
    return new PlanValue(shape, calls.areas.area(shape.map()), wantsGradient);
  }

  private String name(PlanValue value) {
    String name = "map" + values.size();
    values.put(name, value);
    return name;
  }
}
