package org.mixsep.torch;

import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** How a parameter's first values are drawn. */
@FunctionalInterface
public interface Initializer {

  /** Fills {@code tensor} in place from {@code generator}. */
  void fill(Tensor tensor, Generator generator);

  /**
   * Normal with variance 2 / fanIn (He et al., Delving deep into rectifiers, Eq. 10).
   *
   * @param fanIn inputs of one output value: channels in x kernel height x kernel width
   */
  static Initializer heNormal(long fanIn) {
    return (tensor, generator) ->
        tensor.normal_(0, Math.sqrt(2.0 / fanIn), new GeneratorOptional(generator));
  }

  /** Uniform in [-bound, bound]. */
  static Initializer uniform(double bound) {
    return (tensor, generator) -> tensor.uniform_(-bound, bound, new GeneratorOptional(generator));
  }

  static Initializer constant(double value) {
    return (tensor, generator) -> tensor.fill_(new Scalar(value));
  }
}
