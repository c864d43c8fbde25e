package org.mixsep.torch;

import org.mixsep.torch.PlanMemory.Area;

/** A form that a plan computes a convolution in. */
sealed interface PlanForm permits PlanConvolution, PlanWinograd2, PlanWinograd4 {
  /** From the input to the output. */
  void forward(Area x, Area y);

  /** From the gradient of the output to that of the input. */
  void ofInput(Area ofY, Area ofX);

  /** From the input and the gradient of the output to the gradient of the weight. */
  void ofWeight(Area x, Area ofY);
}
