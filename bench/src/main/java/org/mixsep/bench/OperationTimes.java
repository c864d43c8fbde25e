package org.mixsep.bench;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.mixsep.layer.BatchNorm2d;
import org.mixsep.layer.MaxPool2d;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Precision;
import org.mixsep.torch.Variables;

/**
 * Prints where a training step goes: every operation of a network's maps (batch 128, 3x32x32) timed
 * alone, the median of some runs, in milliseconds by kind, with the share of their sum. Modules,
 * losses and optimizer are left to {@link StepShares}.
 *
 * <p>Arguments: network (resnet3, vgg16), precision, runs, threads.
 */
public final class OperationTimes {
  private static final int BATCH = 128;
  private static final long[] ONE = {1, 1};

  private final ScalarType type;
  private final int runs;
  private final Map<String, Double> milliseconds = new LinkedHashMap<>();

  /** Of libtorch's own form, where the layers have a faster one. */
  private final Map<String, Double> others = new LinkedHashMap<>();

  /** Times by operation and shape: each is measured once, however often a network has it. */
  private final Map<String, Times> measured = new HashMap<>();

  private record Times(double forward, double backward) {}

  private OperationTimes(ScalarType type, int runs) {
    this.type = type;
    this.runs = runs;
  }

  public static void main(String[] arguments) {
    Precision precision = Precision.valueOf(arguments[1].toUpperCase(Locale.ROOT));
    Compute.useThreads(Integer.parseInt(arguments[3]));
    OperationTimes times = new OperationTimes(precision.type(), Integer.parseInt(arguments[2]));
    switch (arguments[0]) {
      case "resnet3" -> times.residual(3);
      case "vgg16" -> times.vgg();
      default -> throw new IllegalArgumentException(arguments[0]);
    }
    double sum = times.milliseconds.values().stream().mapToDouble(t -> t).sum();
    times.milliseconds.forEach((kind, t) -> print(kind, t, sum));
    print("sum", sum, sum);
    times.others.forEach((kind, t) -> print("by libtorch: " + kind, t, sum));
  }

  private static void print(String kind, double time, double sum) {
    System.out.printf(Locale.ROOT, "%-44s %8.2f ms %5.1f %%%n", kind, time, 100 * time / sum);
  }

  private void vgg() {
    int[] depths = {3, 4, 4, 4};
    int in = 3;
    for (int b = 0; b < depths.length; b++) {
      int width = 64 << b;
      int side = 32 >> b;
      if (b > 0) {
        pool(in, 2 * side);
      }
      for (int i = 0; i < depths[b]; i++) {
        convolution(in, width, 3, side);
        normRelu(width, side);
        in = width;
      }
    }
  }

  private void residual(int units) {
    convolution(3, 16, 3, 32);
    normRelu(16, 32);
    int in = 16;
    for (int b = 2; b <= 4; b++) {
      int width = 4 << b;
      int side = 64 >> b;
      pool(in, 2 * side);
      for (int u = 0; u < units; u++) {
        normRelu(in, side);
        if (in != width) {
          convolution(in, width, 1, side);
        }
        convolution(in, width, 3, side);
        normRelu(width, side);
        convolution(width, width, 3, side);
        add("additions", alone("add " + width, () -> map(width, side), x -> x.add_(x)));
        in = width;
      }
      normRelu(width, side);
    }
  }

  private void convolution(int in, int out, int kernel, int side) {
    String name = in + " " + out + " " + kernel + " " + side;
    Times weight = convolution(name, in, out, kernel, side, false);
    add("convolutions, forward", weight.forward);
    add("convolutions, gradient of weights", weight.backward);
    if (in > 3) {
      Times data = convolution(name, in, out, kernel, side, true);
      add("convolutions, gradient of maps", data.backward);
    }
    if (type != ScalarType.Float) {
      Supplier<Tensor> shaped = () -> placed(torch.randn(out, in, kernel, kernel));
      add(
          "casts of weights and gradients",
          alone("cast " + name, () -> shaped.get().to(ScalarType.Float), w -> w.to(type)));
      add(
          "casts of weights and gradients",
          alone("back " + name, shaped, w -> w.to(ScalarType.Float)));
    }
  }

  private Times convolution(String name, int in, int out, int kernel, int side, boolean ofMaps) {
    long[] padding = {kernel / 2, kernel / 2};
    return both(
        "convolution " + name + ofMaps,
        () ->
            new Tensor[] {
              map(in, side).requires_grad_(ofMaps),
              placed(torch.randn(out, in, kernel, kernel)).requires_grad_(!ofMaps)
            },
        x -> torch.conv2d(x[0], x[1], new TensorOptional(), ONE, padding, ONE, 1));
  }

  private void normRelu(int width, int side) {
    BatchNorm2d layer = new BatchNorm2d(variables().root(), width);
    Supplier<Tensor[]> map = () -> new Tensor[] {map(width, side).requires_grad_(true)};
    String name = "norm " + width + " " + side;
    add("batch norm and ReLU", both(name, map, x -> layer.forwardRelu(x[0], true)));
    addOther(
        "batch norm and ReLU", both("other " + name, map, x -> layer.forward(x[0], true).relu_()));
  }

  private void pool(int width, int side) {
    MaxPool2d layer = new MaxPool2d();
    Supplier<Tensor[]> map = () -> new Tensor[] {map(width, side).requires_grad_(true)};
    String name = "pool " + width;
    add("max pooling", both(name, map, x -> layer.forward(x[0])));
    addOther("max pooling", both("other " + name, map, x -> torch.max_pool2d(x[0], 2, 2)));
  }

  private static Variables variables() {
    return new Variables(Compute.cpu(), 1);
  }

  private void add(String kind, Times times) {
    add(kind + ", forward", times.forward);
    add(kind + ", backward", times.backward);
  }

  private void addOther(String kind, Times times) {
    others.merge(kind + ", forward", times.forward, Double::sum);
    others.merge(kind + ", backward", times.backward, Double::sum);
  }

  private void add(String kind, double time) {
    milliseconds.merge(kind, time, Double::sum);
  }

  private Tensor map(int width, int side) {
    return placed(torch.randn(BATCH, width, side, side));
  }

  private Tensor placed(Tensor tensor) {
    return tensor.contiguous(MemoryFormat.ChannelsLast).to(type);
  }

  /** The time of an operation outside autograd. */
  private double alone(String name, Supplier<Tensor> input, UnaryOperator<Tensor> operation) {
    return measured.computeIfAbsent(
            name,
            unused -> {
              double[] times = new double[runs];
              try (PointerScope scope = new PointerScope()) {
                Tensor x = input.get();
                operation.apply(x);
                for (int r = 0; r < runs; r++) {
                  try (PointerScope run = new PointerScope()) {
                    long start = System.nanoTime();
                    operation.apply(x);
                    times[r] = System.nanoTime() - start;
                  }
                }
              }
              return new Times(median(times), 0);
            })
        .forward;
  }

  /** The times of an operation and of its way back. */
  private Times both(String name, Supplier<Tensor[]> inputs, Function<Tensor[], Tensor> operation) {
    return measured.computeIfAbsent(
        name,
        unused -> {
          double[] forward = new double[runs];
          double[] backward = new double[runs];
          try (PointerScope scope = new PointerScope()) {
            Tensor[] x = inputs.get();
            Tensor gradient = torch.randn_like(operation.apply(x).detach());
            for (int r = 0; r < runs; r++) {
              try (PointerScope run = new PointerScope()) {
                long start = System.nanoTime();
                Tensor y = operation.apply(x);
                long middle = System.nanoTime();
                y.backward(gradient, new BoolOptional(), false, new TensorArrayRefOptional());
                backward[r] = System.nanoTime() - middle;
                forward[r] = middle - start;
                Arrays.stream(x).forEach(leaf -> leaf.mutable_grad().reset());
              }
            }
          }
          return new Times(median(forward), median(backward));
        });
  }

  private static double median(double[] nanoseconds) {
    Arrays.sort(nanoseconds);
    return nanoseconds[nanoseconds.length / 2] / 1e6;
  }
}
