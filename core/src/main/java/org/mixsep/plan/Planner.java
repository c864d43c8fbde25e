package org.mixsep.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.plan.BlockPlan.RunningStatistics;
import org.mixsep.plan.Memory.Area;
import org.mixsep.torch.Compute;

/**
 * Makes a {@link BlockPlan} of a block that describes itself. Each operator adds its calls to the
 * forward pass, and leaves word of how to add those of its way back, which come in reverse.
 */
final class Planner implements LayerGraph {
  private final Calls calls;
  private final Flow flow;
  private final Convolutions forms;
  private final Map<String, Value> values = new HashMap<>();
  private final Map<String, WaitingNorm> norms = new HashMap<>();
  private final Map<String, WaitingSum> sums = new HashMap<>();
  private final Map<String, Convolutions.Waiting> convolutions = new HashMap<>();
  private final List<RunningStatistics> statistics = new ArrayList<>();
  private final PlacedVariables variables;
  private final Value x;
  private final Compute compute;

  /** A batch norm that waits for its activation. */
  private record WaitingNorm(
      Value x,
      Tensor scale,
      Tensor shift,
      Tensor runningMean,
      Tensor runningVariance,
      double momentum,
      double epsilon) {}

  private Planner(MapShape input, boolean wantsGradient, Compute compute, Workspace workspace) {
    this.compute = compute;
    this.calls = new Calls(workspace);
    this.variables = new PlacedVariables(calls.areas);
    this.flow = new Flow(calls);
    this.forms = new Convolutions(flow, compute.convolution());
    this.x = new Value(input, calls.areas.outside(), wantsGradient);
    values.put("x", x);
  }

  /**
   * @param wantsGradient whether a gradient of the input is asked for
   * @param compute with the form of convolutions where it suits them
   * @throws UnsupportedOperationException when there is no plan for such layers
   * @throws IllegalArgumentException when a layer is for maps of another number of channels
   */
  static BlockPlan of(
      MapShape input,
      boolean wantsGradient,
      Compute compute,
      Workspace workspace,
      PlannedBlock.Layers layers) {
    Planner builder = new Planner(input, wantsGradient, compute, workspace);
    try {
      return builder.build(builder.value(layers.describe(builder, "x")));
    } catch (RuntimeException e) {
      builder.calls.areas.close();
      throw e;
    }
  }

  private BlockPlan build(Value y) {
    if (y == x) {
      throw new UnsupportedOperationException("a block without layers");
    }
    Area gradOutput = calls.areas.outside();
    y.gradient = gradOutput;
    calls.areas.leaveOut(y.area);
    calls.turn();
    flow.turnBack();
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
        gradOutput,
        x.gradient,
        calls.goesBackThrough(x.area),
        calls.goesBackThrough(y.area),
        calls.gradients(),
        statistics,
        variables,
        calls.areas,
        compute.replicas());
  }

  @Override
  public String convolution(
      String name, Tensor weight, Tensor bias, long stride, long padding, long groups) {
    if (bias != null) {
      throw new UnsupportedOperationException("a convolution's bias");
    }
    Value in = value(name);
    variables.takeKernel(weight, groups, in.shape);
    if (Math.min(in.shape.h(), in.shape.w()) + 2 * padding < weight.size(2)) {
      throw new UnsupportedOperationException("a map of less than a kernel");
    }
    String pending = "convolution" + convolutions.size();
    convolutions.put(pending, new Convolutions.Waiting(in, weight, stride, padding, groups));
    return pending;
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
    Value in = value(name);
    variables.takePerChannel("scale", scale, in.shape);
    variables.takePerChannel("shift", shift, in.shape);
    variables.takePerChannel("running mean", mean, in.shape);
    variables.takePerChannel("running variance", variance, in.shape);
    String pending = "norm" + norms.size();
    norms.put(pending, new WaitingNorm(in, scale, shift, mean, variance, momentum, epsilon));
    return pending;
  }

  @Override
  public String relu(String name) {
    WaitingSum sum = values.containsKey(name) ? null : sums.get(name);
    return name(sum == null ? normalized(norm(name), true) : sum.rectified(flow));
  }

  @Override
  public String gelu(String name) {
    Value in = normalized(norm(name), false);
    Value y = flow.result(in.shape, true);
    Gelu kernels = new Gelu(calls, in.shape);
    kernels.forward(in.area, y.area);
    flow.after(
        y,
        () -> {
          Area gradInput = calls.areas.area(in.shape.map());
          kernels.backward(in.area, y.gradient, gradInput);
          flow.contribute(in, gradInput);
        });
    return name(y);
  }

  private WaitingNorm norm(String name) {
    WaitingNorm norm = norms.get(name);
    if (norm == null) {
      throw new UnsupportedOperationException("an activation without a batch norm before it");
    }
    return norm;
  }

  private Value normalized(WaitingNorm norm, boolean relu) {
    Value in = norm.x;
    Value y = flow.result(in.shape, true);
    Norm kernels =
        new Norm(calls, in.shape, norm.scale, norm.shift, norm.epsilon, relu, compute.norms());
    kernels.forward(in.area, y.area);
    statistics.add(
        new RunningStatistics(
            norm.runningMean,
            norm.runningVariance,
            kernels.mean(),
            kernels.variance(),
            norm.momentum,
            in.shape.positions() * compute.norms().size()));
    flow.after(
        y,
        () -> {
          Area gradInput = calls.areas.area(in.shape.map());
          kernels.backward(in.area, y.gradient, gradInput);
          flow.contribute(in, gradInput);
        });
    return y;
  }

  @Override
  public String maxPool(String name, long side, long stride, long padding) {
    boolean apart = stride == side && padding == 0;
    Value in = apart ? pooled(name, side) : value(name);
    MapShape shape = in.shape;
    if (Math.min(shape.h(), shape.w()) + 2 * padding < side) {
      throw new UnsupportedOperationException("a map of less than a square");
    }
    MaxPool.Squares squares = new MaxPool.Squares(side, stride, padding);
    Value y = flow.result(squares.over(shape), in.wantsGradient);
    MaxPool kernels = new MaxPool(calls, shape, squares);
    kernels.forward(in.area, y.area);
    if (in.wantsGradient) {
      flow.after(
          y,
          () -> {
            Area gradInput = calls.areas.area(shape.map());
            kernels.backward(y.gradient, gradInput);
            flow.contribute(in, gradInput);
          });
    }
    return name(y);
  }

  /**
   * A map as far as pooling reads it. A convolution leaves the rest out, where that is no more than
   * its padding.
   */
  private Value pooled(String name, long side) {
    Convolutions.Waiting waiting = values.containsKey(name) ? null : convolutions.get(name);
    if (waiting == null || waiting.stride() != 1) {
      return value(name);
    }
    long height = waiting.height() / side * side;
    long width = waiting.width() / side * side;
    long most = Math.max(waiting.height() - height, waiting.width() - width);
    return most == 0 || most > waiting.padding() || Math.min(height, width) == 0
        ? value(name)
        : forms.take(waiting, height, width);
  }

  @Override
  public String add(String first, String second) {
    Value a = value(first);
    Value b = value(second);
    if (!a.shape.equals(b.shape)) {
      throw new UnsupportedOperationException("a sum of maps of two shapes");
    }
    String pending = "sum" + sums.size();
    sums.put(pending, new WaitingSum(a, b));
    return pending;
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

  /** A map that somebody takes: what waited for that is computed now. */
  private Value value(String name) {
    if (values.containsKey(name)) {
      return values.get(name);
    }
    Convolutions.Waiting convolution = convolutions.get(name);
    WaitingSum sum = sums.get(name);
    Value value =
        convolution != null
            ? forms.take(convolution, convolution.height(), convolution.width())
            : sum != null ? sum.plain(flow) : normalized(norm(name), false);
    values.put(name, value);
    return value;
  }

  private String name(Value value) {
    String name = "map" + values.size();
    values.put(name, value);
    return name;
  }
}
