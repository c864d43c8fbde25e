package org.mixsep.network;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.mixsep.layer.Conv2d;
import org.mixsep.layer.MaxPool2d;
import org.mixsep.plan.LayerGraph;

/** A part of a network that maps pass through one after another. */
interface Layer extends AutoCloseable {

  /** [N, in, h, w] to [N, out, h', w']. */
  Tensor forward(Tensor x, boolean training);

  /** The same, after training, as operators of a graph. */
  String describe(LayerGraph graph, String x);

  /** Frees what is kept from one training pass to the next. */
  @Override
  default void close() {}

  /** 2x2 max pooling. */
  static Layer maxPool() {
    MaxPool2d pool = new MaxPool2d();
    return new Layer() {
      @Override
      public Tensor forward(Tensor x, boolean training) {
        return pool.forward(x);
      }

      @Override
      public String describe(LayerGraph graph, String x) {
        return pool.describe(graph, x);
      }

      @Override
      public void close() {
        pool.close();
      }
    };
  }

  /**
   * Dropout.
   *
   * @param probability of each value to be dropped in training
   */
  static Layer dropout(double probability) {
    return new Layer() {
      @Override
      public Tensor forward(Tensor x, boolean training) {
        return torch.dropout(x, probability, training);
      }

      @Override
      public String describe(LayerGraph graph, String x) {
        return graph.dropout(x, probability);
      }
    };
  }

  /** A convolution and nothing after it. */
  static Layer of(Conv2d convolution) {
    return new Layer() {
      @Override
      public Tensor forward(Tensor x, boolean training) {
        return convolution.forward(x);
      }

      @Override
      public String describe(LayerGraph graph, String x) {
        return convolution.describe(graph, x);
      }
    };
  }
}
