package org.mixsep.network;

import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.mixsep.layer.Conv2d;
import org.mixsep.layer.MaxPool2d;
import org.mixsep.plan.LayerGraph;
import org.mixsep.torch.Replicas;
import org.mixsep.torch.Tensors;

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
    return of(new MaxPool2d());
  }

  /** Max pooling. */
  static Layer of(MaxPool2d pool) {
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
   * @param replicas that share every batch: each draws for all of it, so that what is dropped does
   *     not depend on their number, and their random numbers stay the same
   */
  static Layer dropout(double probability, Replicas replicas) {
    return new Layer() {
      @Override
      public Tensor forward(Tensor x, boolean training) {
        return training && !replicas.isAlone()
            ? x.mul(kept(x))
            : torch.dropout(x, probability, training);
      }

      /** 0 for what is dropped, as libtorch's dropout draws it. */
      private Tensor kept(Tensor x) {
        long own = x.size(0);
        long[] all = Tensors.shape(x);
        all[0] = own * replicas.size();
        return torch
            .empty(all, x.options(), new MemoryFormatOptional(x.suggest_memory_format()))
            .bernoulli_(1 - probability, new GeneratorOptional())
            .div_(new Scalar(1 - probability))
            .narrow(0, replicas.rank() * own, own);
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
