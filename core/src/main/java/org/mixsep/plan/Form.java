package org.mixsep.plan;

import org.mixsep.plan.Memory.Area;

/** A form that a plan computes a convolution in. */
sealed interface Form permits DirectConvolution, Winograd2, Winograd4 {
  /** From the input to the output. */
  void forward(Area x, Area y);

  /** From the gradient of the output to that of the input. */
  void ofInput(Area ofY, Area ofX);

  /** From the input and the gradient of the output to the gradient of the weight. */
  void ofWeight(Area x, Area ofY);
}
