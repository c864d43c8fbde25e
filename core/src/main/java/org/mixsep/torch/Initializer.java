package org.mixsep.torch;

import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

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

  /** Normal of mean 0. */
  static Initializer normal(double deviation) {
    return (tensor, generator) -> tensor.normal_(0, deviation, new GeneratorOptional(generator));
  }

  /** Uniform in [-bound, bound]. */
  static Initializer uniform(double bound) {
    return (tensor, generator) -> tensor.uniform_(-bound, bound, new GeneratorOptional(generator));
  }

  /**
   * Filters of the identity, as far as there are inputs to hand on, then {@code rest} (Zagoruyko
   * and Komodakis, DiracNets, 2017).
   *
   * @param rest of the weight [out, in, k, k], k odd
   */
  static Initializer dirac(Initializer rest) {
    return (weight, generator) -> {
      rest.fill(weight, generator);
      long handedOn = Math.min(weight.size(0), weight.size(1));
      Tensor identity = weight.narrow(0, 0, handedOn).zero_();
      long centre = weight.size(2) / 2;
      identity.select(3, centre).select(2, centre).copy_(torch.eye(handedOn, weight.size(1)));
    };
  }

  static Initializer constant(double value) {
    return (tensor, generator) -> tensor.fill_(new Scalar(value));
  }
}
