package org.mixsep.loss;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Values whose gradient was computed beside them, outside autograd. */
final class GivenGradient {
  private GivenGradient() {}

  /** Computes a value and its gradient. */
  @FunctionalInterface
  interface Computation {
    /**
     * Neither makes nor reads a graph.
     *
     * @param x detached
     * @param value float64 scalar, 0 at first, into which the value goes
     * @param gradient float64, of the shape of {@code x}, 0 at first, to which that of the value is
     *     added
     */
    void compute(Tensor x, Tensor value, Tensor gradient);
  }

  /**
   * A computed scalar with a way back to a tensor, in the number format of that.
   *
   * @param x of any shape
   */
  static Tensor of(Tensor x, Computation computation) {
    Tensor plain = x.detach();
    Tensor gradient = torch.zeros_like(plain).to(ScalarType.Double);
    Tensor value = gradient.new_zeros(1).squeeze();
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      computation.compute(plain, value, gradient);
      // A value that is not finite shows, even where nothing compares with its image.
      value.add_(plain.sum(new ScalarTypeOptional(ScalarType.Double)).mul_(new Scalar(0.0)));
    }
    ScalarType type = x.scalar_type().intern();
    return of(x, gradient.to(type), value.to(type));
  }

  /**
   * A scalar with a way back to a tensor. To autograd it is the product of the tensor with the
   * gradient, whose value is then put right.
   *
   * @param x of any shape
   * @param gradient of the value by {@code x}, of the same shape and type
   * @param value a scalar
   */
  static Tensor of(Tensor x, Tensor gradient, Tensor value) {
    Tensor product = x.reshape(-1).dot(gradient.reshape(-1));
    product.detach().copy_(value);
    return product;
  }

  /**
   * Values [N] with a way back, each to its own value of a tensor.
   *
   * @param x [N]
   * @param derivatives of each value by its x
   */
  static Tensor each(Tensor x, Tensor derivatives, Tensor values) {
    Tensor products = x.mul(derivatives.detach());
    products.detach().copy_(values);
    return products;
  }
}
