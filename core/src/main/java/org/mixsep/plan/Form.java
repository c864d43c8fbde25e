package org.mixsep.plan;

import org.mixsep.plan.Memory.Area;

/** A form that a plan computes a convolution in. */
sealed interface Form permits DirectConvolution, SideBySide, Winograd2, Winograd4 {
  /** From the input to the output. */
  void forward(Area x, Area y);

  /** The gradient of the output as {@link #gradInput} and {@link #gradWeight} take it. */
  default Area laidOut(Area gradOutput) {
    return gradOutput;
  }

  /** From the gradient of the output to that of the input. */
  void gradInput(Area gradOutput, Area gradInput);

  /** From the input and the gradient of the output to the gradient of the weight. */
  void gradWeight(Area x, Area gradOutput);
}
