package org.mixsep.torch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.pooling_backward;
import org.bytedeco.dnnl.pooling_forward;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.primitive_desc_base;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.mixsep.torch.BlockPlan.Call;
import org.mixsep.torch.BlockPlan.Gradient;
import org.mixsep.torch.PlanMemory.Area;

/**
 * Makes a {@link BlockPlan} of a block that describes itself. Each operator adds its kernels to the
 * forward pass, and leaves word of how to add those of its backward pass, which come in reverse.
 */
final class PlanBuilder implements LayerGraph {
  private static final long[] NONE = {0, 0};

  private final OneDnn.Shape input;
  private final boolean sideBySide;
  private final PlanMemory areas = new PlanMemory();
  private final primitive_attr attributes = new primitive_attr();
  private final List<Call> forward = new ArrayList<>();
  private final List<Call> backward = new ArrayList<>();
  private final Deque<Runnable> way = new ArrayDeque<>();
  private final Map<String, Value> values = new HashMap<>();
  private final Map<List<Long>, Area> zeros = new HashMap<>();
  private final Map<String, Norm> norms = new HashMap<>();
  private final List<Gradient> gradients = new ArrayList<>();
  private final List<BlockPlan.RunningStatistics> statistics = new ArrayList<>();
  private final Value x;
  private int time;

  /** A map of the block, and the gradient of the loss for it as far as it has been summed up. */
  private static final class Value {
    final OneDnn.Shape shape;
    final boolean wantsGradient;
    Area area;
    Area gradient;

    Value(OneDnn.Shape shape, Area area, boolean wantsGradient) {
      this.shape = shape;
      this.area = area;
      this.wantsGradient = wantsGradient;
    }

    memory map() {
      return area.as(shape.map());
    }

    memory gradient() {
      return gradient.as(shape.map());
    }
  }

  /** A batch norm that waits for its ReLU. */
  private record Norm(Value x, Tensor scale, Tensor shift, Tensor mean, Tensor variance) {}

  private PlanBuilder(OneDnn.Shape input, boolean wantsGradient, boolean sideBySide) {
    this.input = input;
    this.sideBySide = sideBySide;
    this.x = new Value(input, areas.outside(), wantsGradient);
    attributes.set_scratchpad_mode(dnnl.scratchpad_mode.user.value);
    values.put("x", x);
  }

  /**
   * @param wantsGradient whether a gradient of the input is asked for
   * @param sideBySide whether small maps are to be laid side by side
   * @throws UnsupportedOperationException when an operator has no fast kernel
   */
  static BlockPlan of(
      OneDnn.Shape input, boolean wantsGradient, boolean sideBySide, PlannedBlock.Layers layers) {
    PlanBuilder builder = new PlanBuilder(input, wantsGradient, sideBySide);
    return builder.build(builder.values.get(layers.describe(builder, "x")));
  }

  private BlockPlan build(Value y) {
    if (y == null || y == x) {
      throw new UnsupportedOperationException("a block that ends in no kernel");
    }
    areas.leaveOut(y.area);
    y.gradient = areas.outside();
    Area ofY = y.gradient;
    way.forEach(Runnable::run);
    if (x.gradient != null) {
      if (x.gradient == ofY) {
        throw new UnsupportedOperationException("a block that hands its gradient on");
      }
      areas.leaveOut(x.gradient);
    }
    areas.allocate();
    return new BlockPlan(
        forward, backward, x.area, y.area, y.shape, ofY, x.gradient, gradients, statistics, areas);
  }

  @Override
  public String convolution(String name, Tensor weight, long stride, long padding) {
    Value in = value(name);
    long out = weight.size(0);
    long side = weight.size(2);
    OneDnn.Shape from = in.shape;
    OneDnn.Shape to =
        from.with(
            out,
            (from.h() + 2 * padding - side) / stride + 1,
            (from.w() + 2 * padding - side) / stride + 1);
    Value result = result(to, in.wantsGradient || weight.requires_grad());
    boolean wide =
        sideBySide
            && side == 3
            && stride == 1
            && SideBySide.suits(from.n(), from.c(), out, from.h(), from.w());
    if (wide) {
      Wide widened = new Wide(from);
      Area wideX = areas.zeros(widened.map(from.c()));
      Area wideY = areas.area(widened.map(out));
      reorder(
          forward,
          in.area.as(widened.apart(from.c())),
          widened.apart(from.c()),
          wideX,
          widened.images(from.c()));
      Kernels kernels =
          new Kernels(weight, widened.map(from.c()), widened.map(out), stride, padding);
      kernels.forward(wideX, wideY);
      reorder(
          forward,
          wideY.as(widened.images(out)),
          widened.images(out),
          result.area,
          widened.apart(out));
      way.push(
          () -> {
            Area wideOfY =
                zeros.computeIfAbsent(
                    List.of(from.h(), from.w(), out), wanted -> areas.zeros(widened.map(out)));
            reorder(
                backward,
                result.gradient.as(widened.apart(out)),
                widened.apart(out),
                wideOfY,
                widened.images(out));
            kernels.ofWeight(wideX, wideOfY);
            if (in.wantsGradient) {
              Area wideOfX = areas.area(widened.map(from.c()));
              kernels.ofInput(wideOfY, wideOfX);
              Area ofX = areas.area(from.map());
              reorder(
                  backward,
                  wideOfX.as(widened.images(from.c())),
                  widened.images(from.c()),
                  ofX,
                  widened.apart(from.c()));
              contribute(in, ofX);
            }
          });
    } else {
      Kernels kernels = new Kernels(weight, from.map(), to.map(), stride, padding);
      kernels.forward(in.area, result.area);
      way.push(
          () -> {
            kernels.ofWeight(in.area, result.gradient);
            if (in.wantsGradient) {
              Area ofX = areas.area(from.map());
              kernels.ofInput(result.gradient, ofX);
              contribute(in, ofX);
            }
          });
    }
    return name(result);
  }

  /** A convolution's three kernels. */
  private final class Kernels {
    private final Tensor weight;
    private final memory.desc from;
    private final memory.desc to;
    private final long[] stride;
    private final long[] padding;
    private final convolution_forward.primitive_desc forwards;
    private final memory.desc anyWeight;
    private final memory.desc plainWeight;

    Kernels(Tensor weight, memory.desc from, memory.desc to, long stride, long padding) {
      this.weight = weight;
      this.from = from;
      this.to = to;
      this.stride = new long[] {stride, stride};
      this.padding = new long[] {padding, padding};
      long[] shape = Tensors.shape(weight);
      anyWeight = new memory.desc(shape, input.type(), memory.format_tag.any);
      plainWeight = new memory.desc(shape, memory.data_type.f32, memory.format_tag.acdb);
      forwards =
          compiled(
              new convolution_forward.primitive_desc(
                  OneDnn.engine(),
                  dnnl.prop_kind.forward_training.value,
                  dnnl.algorithm.convolution_direct.value,
                  from,
                  anyWeight,
                  to,
                  this.stride,
                  this.padding,
                  this.padding,
                  attributes,
                  false));
    }

    void forward(Area x, Area y) {
      call(
          forward,
          new convolution_forward(forwards),
          forwards,
          dnnl.DNNL_ARG_SRC,
          x.as(from),
          dnnl.DNNL_ARG_WEIGHTS,
          weight(forward, forwards.weights_desc()),
          dnnl.DNNL_ARG_DST,
          y.as(to));
    }

    /** The weight in the layout that a kernel wants. */
    private memory weight(List<Call> calls, memory.desc kind) {
      Area plain = areas.outside();
      memory from = plain.as(plainWeight);
      plain.point(weight);
      if (kind.equals(plainWeight)) {
        return from;
      }
      Area area = areas.area(kind);
      reorder(calls, from, plainWeight, area, kind);
      return area.as(kind);
    }

    void ofInput(Area ofY, Area ofX) {
      var kernel =
          compiled(
              new convolution_backward_data.primitive_desc(
                  OneDnn.engine(),
                  dnnl.algorithm.convolution_direct.value,
                  from,
                  anyWeight,
                  to,
                  stride,
                  padding,
                  padding,
                  forwards,
                  attributes,
                  false));
      call(
          backward,
          new convolution_backward_data(kernel),
          kernel,
          dnnl.DNNL_ARG_DIFF_DST,
          ofY.as(to),
          dnnl.DNNL_ARG_WEIGHTS,
          weight(backward, kernel.weights_desc()),
          dnnl.DNNL_ARG_DIFF_SRC,
          ofX.as(from));
    }

    void ofWeight(Area x, Area ofY) {
      memory.desc any =
          new memory.desc(Tensors.shape(weight), memory.data_type.f32, memory.format_tag.any);
      var kernel =
          compiled(
              new convolution_backward_weights.primitive_desc(
                  OneDnn.engine(),
                  dnnl.algorithm.convolution_direct.value,
                  from,
                  any,
                  to,
                  stride,
                  padding,
                  padding,
                  forwards,
                  attributes,
                  false));
      memory.desc kind = kernel.diff_weights_desc();
      boolean plain = kind.equals(plainWeight);
      Area gradient = areas.outside();
      gradients.add(new Gradient(weight, gradient));
      Area area = plain ? gradient : areas.area(kind);
      call(
          backward,
          new convolution_backward_weights(kernel),
          kernel,
          dnnl.DNNL_ARG_SRC,
          x.as(from),
          dnnl.DNNL_ARG_DIFF_DST,
          ofY.as(to),
          dnnl.DNNL_ARG_DIFF_WEIGHTS,
          area.as(kind));
      if (!plain) {
        reorder(backward, area.as(kind), kind, gradient, plainWeight);
      }
    }
  }

  @Override
  public String batchNorm(
      String name, Tensor scale, Tensor shift, Tensor mean, Tensor variance, double epsilon) {
    String pending = "norm" + norms.size();
    norms.put(pending, new Norm(value(name), scale, shift, mean, variance));
    return pending;
  }

  @Override
  public String relu(String name) {
    Norm norm = norms.get(name);
    if (norm == null) {
      throw new UnsupportedOperationException("ReLU without a batch norm before it");
    }
    Value in = norm.x;
    memory.desc map = in.shape.map();
    memory.desc channels = OneDnn.channels(in.shape.c());
    float epsilon = (float) BatchNorm2d.EPSILON;
    var forwards =
        compiled(
            new batch_normalization_forward.primitive_desc(
                OneDnn.engine(),
                dnnl.prop_kind.forward_training.value,
                map,
                map,
                epsilon,
                NormReluKernel.FLAGS,
                attributes,
                false));
    Value result = result(in.shape, true);
    Area mask = areas.area(forwards.workspace_desc());
    Area scale = areas.outside();
    Area shift = areas.outside();
    Area mean = areas.outside();
    Area variance = areas.outside();
    call(
        forward,
        new batch_normalization_forward(forwards),
        forwards,
        dnnl.DNNL_ARG_SRC,
        in.map(),
        dnnl.DNNL_ARG_SCALE,
        scale.as(channels),
        dnnl.DNNL_ARG_SHIFT,
        shift.as(channels),
        dnnl.DNNL_ARG_VARIANCE,
        variance.as(channels),
        dnnl.DNNL_ARG_MEAN,
        mean.as(channels),
        dnnl.DNNL_ARG_WORKSPACE,
        mask.as(forwards.workspace_desc()),
        dnnl.DNNL_ARG_DST,
        result.map());
    Tensor ofBatchMean = OneDnn.kept(torch.empty_like(norm.mean));
    Tensor ofBatchVariance = OneDnn.kept(torch.empty_like(norm.variance));
    statistics.add(
        new BlockPlan.RunningStatistics(
            norm.mean, norm.variance, ofBatchMean, ofBatchVariance, in.shape.positions()));
    way.push(
        () -> {
          var kernel =
              compiled(
                  new batch_normalization_backward.primitive_desc(
                      OneDnn.engine(),
                      dnnl.prop_kind.backward.value,
                      map,
                      map,
                      map,
                      epsilon,
                      NormReluKernel.FLAGS,
                      forwards,
                      attributes,
                      false));
          Area ofX = areas.area(map);
          Area ofScale = areas.outside();
          Area ofShift = areas.outside();
          gradients.add(new Gradient(norm.scale, ofScale));
          gradients.add(new Gradient(norm.shift, ofShift));
          call(
              backward,
              new batch_normalization_backward(kernel),
              kernel,
              dnnl.DNNL_ARG_DIFF_DST,
              result.gradient(),
              dnnl.DNNL_ARG_SRC,
              in.map(),
              dnnl.DNNL_ARG_SCALE,
              scale.as(channels),
              dnnl.DNNL_ARG_VARIANCE,
              variance.as(channels),
              dnnl.DNNL_ARG_MEAN,
              mean.as(channels),
              dnnl.DNNL_ARG_WORKSPACE,
              mask.as(forwards.workspace_desc()),
              dnnl.DNNL_ARG_DIFF_SRC,
              ofX.as(map),
              dnnl.DNNL_ARG_DIFF_SCALE,
              ofScale.as(channels),
              dnnl.DNNL_ARG_DIFF_SHIFT,
              ofShift.as(channels));
          scale.point(norm.scale);
          shift.point(norm.shift);
          mean.point(ofBatchMean);
          variance.point(ofBatchVariance);
          contribute(in, ofX);
        });
    return name(result);
  }

  @Override
  public String maxPool(String name, long side) {
    Value in = value(name);
    OneDnn.Shape to = in.shape.with(in.shape.c(), in.shape.h() / side, in.shape.w() / side);
    Value result = result(to, in.wantsGradient);
    long[] square = {side, side};
    int largest = dnnl.algorithm.pooling_max.value;
    var forwards =
        compiled(
            new pooling_forward.primitive_desc(
                OneDnn.engine(),
                dnnl.prop_kind.forward_training.value,
                largest,
                in.shape.map(),
                to.map(),
                square,
                square,
                NONE,
                NONE,
                NONE,
                attributes,
                false));
    memory.desc kind = forwards.workspace_desc();
    Area places = areas.area(kind);
    call(
        forward,
        new pooling_forward(forwards),
        forwards,
        dnnl.DNNL_ARG_SRC,
        in.map(),
        dnnl.DNNL_ARG_WORKSPACE,
        places.as(kind),
        dnnl.DNNL_ARG_DST,
        result.map());
    way.push(
        () -> {
          if (!in.wantsGradient) {
            return;
          }
          var kernel =
              compiled(
                  new pooling_backward.primitive_desc(
                      OneDnn.engine(),
                      largest,
                      in.shape.map(),
                      to.map(),
                      square,
                      square,
                      NONE,
                      NONE,
                      NONE,
                      forwards,
                      attributes,
                      false));
          Area ofX = areas.area(in.shape.map());
          call(
              backward,
              new pooling_backward(kernel),
              kernel,
              dnnl.DNNL_ARG_DIFF_DST,
              result.gradient(),
              dnnl.DNNL_ARG_WORKSPACE,
              places.as(kind),
              dnnl.DNNL_ARG_DIFF_SRC,
              ofX.as(in.shape.map()));
          contribute(in, ofX);
        });
    return name(result);
  }

  @Override
  public String add(String first, String second) {
    Value a = value(first);
    Value b = value(second);
    Value result = result(a.shape, a.wantsGradient || b.wantsGradient);
    add(forward, a.shape, a.area, b.area, result.area);
    way.push(
        () -> {
          for (Value each : List.of(a, b)) {
            if (each.wantsGradient) {
              contribute(each, result.gradient);
            }
          }
        });
    return name(result);
  }

  private void add(List<Call> calls, OneDnn.Shape shape, Area a, Area b, Area sum) {
    memory.desc map = shape.map();
    var kernel =
        compiled(
            new binary.primitive_desc(
                OneDnn.engine(),
                dnnl.algorithm.binary_add.value,
                map,
                map,
                map,
                attributes,
                false));
    call(
        calls,
        new binary(kernel),
        kernel,
        dnnl.DNNL_ARG_SRC_0,
        a.as(map),
        dnnl.DNNL_ARG_SRC_1,
        b.as(map),
        dnnl.DNNL_ARG_DST,
        sum.as(map));
  }

  /** Adds to the gradient of a map. */
  private void contribute(Value value, Area part) {
    if (value.gradient == null) {
      value.gradient = part;
    } else { // not in place: the parts may be another map's gradient as well
      Area sum = areas.area(value.shape.map());
      add(backward, value.shape, part, value.gradient, sum);
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

  private Value value(String name) {
    Value value = values.get(name);
    if (value == null) {
      throw new UnsupportedOperationException("a batch norm without ReLU after it");
    }
    return value;
  }

  private Value result(OneDnn.Shape shape, boolean wantsGradient) {
    return new Value(shape, areas.area(shape.map()), wantsGradient);
  }

  private String name(Value value) {
    String name = "map" + values.size();
    values.put(name, value);
    return name;
  }

  private void reorder(
      List<Call> calls, memory from, memory.desc kind, Area area, memory.desc wanted) {
    var kernel =
        new reorder.primitive_desc(
            OneDnn.engine(), kind, OneDnn.engine(), wanted, attributes, false);
    call(
        calls,
        new reorder(kernel),
        kernel,
        dnnl.DNNL_ARG_FROM,
        from,
        dnnl.DNNL_ARG_TO,
        area.as(wanted));
  }

  /** A call of a kernel with its arguments, each a number and a memory. */
  private void call(
      List<Call> calls, primitive kernel, primitive_desc_base kind, Object... arguments) {
    IntMemoryMap map = OneDnn.kept(new IntMemoryMap());
    for (int i = 0; i < arguments.length; i += 2) {
      memory view = (memory) arguments[i + 1];
      areas.use(view, time);
      map.put((Integer) arguments[i], view);
    }
    time++;
    if (kind.scratchpad_desc().get_size() > 0) {
      map.put(dnnl.DNNL_ARG_SCRATCHPAD, areas.scratchpad(kind.scratchpad_desc()));
    }
    calls.add(new Call(OneDnn.kept(kernel), map));
  }

  private static <K extends primitive_desc_base> K compiled(K kernel) {
    String implementation = kernel.impl_info_str().getString();
    if (implementation.contains("ref") || implementation.contains("gemm")) {
      throw new UnsupportedOperationException(implementation);
    }
    return kernel;
  }

  /** Maps of images side by side, as {@link SideBySide} has them. */
  private record Wide(OneDnn.Shape shape, long inRow) {
    Wide(OneDnn.Shape shape) {
      this(shape, SideBySide.imagesOfRow(shape.n(), shape.w()));
    }

    memory.desc map(long channels) {
      return new OneDnn.Shape(
              shape.n() / inRow,
              channels,
              shape.h(),
              inRow * (shape.w() + 1),
              shape.bfloat16(),
              shape.threads())
          .map();
    }

    /** The images in it, [rows, in a row, H, W, channels]. */
    memory.desc images(long channels) {
      long pixel = channels;
      long image = (shape.w() + 1) * pixel;
      long line = inRow * image;
      return new memory.desc(
          new long[] {shape.n() / inRow, inRow, shape.h(), shape.w(), channels},
          shape.type(),
          new long[] {shape.h() * line, image, line, pixel, 1});
    }

    /** The same images one after another. */
    memory.desc apart(long channels) {
      long line = shape.w() * channels;
      long image = shape.h() * line;
      return new memory.desc(
          new long[] {shape.n() / inRow, inRow, shape.h(), shape.w(), channels},
          shape.type(),
          new long[] {inRow * image, image, line, channels, 1});
    }
  }
}
