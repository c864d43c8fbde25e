package org.mixsep.bench.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import java.util.ArrayList;
import java.util.List;

/** Layers in functional style, float32, channels last. */
final class Layers {
  private static final Shape ONE = new Shape(1, 1);
  private static final Shape TWO = new Shape(2, 2);
  private static final Shape NONE = new Shape(0, 0);

  private final NDManager manager;
  private final List<NDArray> parameters = new ArrayList<>();

  /** A map to a map, or to logits. */
  interface Layer {
    NDArray of(NDArray x);
  }

  Layers(NDManager manager) {
    this.manager = manager;
  }

  List<NDArray> parameters() {
    return parameters;
  }

  /** A square convolution of stride 1 that keeps the size. */
  Layer convolution(int in, int out, int kernel) {
    float deviation = (float) Math.sqrt(2.0 / (in * kernel * kernel));
    NDArray drawn =
        manager.randomNormal(0, deviation, new Shape(out, kernel, kernel, in), DataType.FLOAT32);
    NDArray weight = parameter(channelsLast(drawn));
    Shape padding = new Shape(kernel / 2, kernel / 2);
    return x -> Conv2d.conv2d(x, weight, null, ONE, padding).singletonOrThrow();
  }

  /** Batch norm in training, then ReLU. */
  Layer normRelu(int width) {
    NDArray scale = parameter(manager.ones(new Shape(width)));
    NDArray shift = parameter(manager.zeros(new Shape(width)));
    NDArray mean = manager.zeros(new Shape(width));
    NDArray variance = manager.ones(new Shape(width));
    return x ->
        Activation.relu(
            BatchNorm.batchNorm(x, mean, variance, scale, shift, 1, 0.1f, 1e-5f, true)
                .singletonOrThrow());
  }

  /** Global average pooling and a fully connected layer. */
  Layer module(int in, int out) {
    double bound = 1 / Math.sqrt(in);
    NDArray weight =
        parameter(manager.randomUniform((float) -bound, (float) bound, new Shape(out, in)));
    NDArray bias = parameter(manager.zeros(new Shape(out)));
    return x -> Linear.linear(Pool.globalAvgPool2d(x), weight, bias).singletonOrThrow();
  }

  static Layer maxPool() {
    return x -> Pool.maxPool2d(x, TWO, TWO, NONE, false);
  }

  static Layer chain(List<Layer> layers) {
    return x -> {
      NDArray h = x;
      for (Layer layer : layers) {
        h = layer.of(h);
      }
      return h;
    };
  }

  /**
   * [N, H, W, C] seen as [N, C, H, W]: DJL has no memory formats, but libtorch reads channels last
   * off the strides.
   */
  static NDArray channelsLast(NDArray rows) {
    return rows.transpose(0, 3, 1, 2);
  }

  private NDArray parameter(NDArray value) {
    value.setRequiresGradient(true);
    parameters.add(value);
    return value;
  }
}
