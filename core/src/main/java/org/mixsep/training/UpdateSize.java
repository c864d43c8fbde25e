package org.mixsep.training;

import java.util.Collection;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.mixsep.torch.Tensors;

/**
 * How much one step had to learn from, and how far it went: both near 0 where training is
 * saturated.
 *
 * @param gradientNorm L2 norm of the loss's gradient over all parameters, without weight decay
 * @param weightChange L2 norm of what the step added to the weights, over that of the weights
 *     before it
 */
public record UpdateSize(double gradientNorm, double weightChange) {

  /** L2 norm of all values of some tensors. */
  static double norm(Collection<Tensor> tensors) {
    TensorVector norms = new TensorVector();
    tensors.forEach(tensor -> norms.push_back(tensor.norm().view(1)));
    double squares = 0;
    for (double norm : Tensors.doubles(torch.cat(norms))) {
      squares += norm * norm;
    }
    return Math.sqrt(squares);
  }
}
