package org.mixsep.loss;

import org.bytedeco.pytorch.Tensor;

/** Values whose gradient was computed beside them, outside autograd. */
final class GivenGradient {
  private GivenGradient() {}

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
