package org.mixsep.torch;

import org.mixsep.torch.PlanMemory.Area;

/**
 * A map of a planned block, and the gradient of the loss for it as far as it has been summed up.
 */
final class PlanValue {
  final OneDnn.Shape shape;
  final Area area;
  final boolean wantsGradient;
  Area gradient;

  PlanValue(OneDnn.Shape shape, Area area, boolean wantsGradient) {
    this.shape = shape;
    this.area = area;
    this.wantsGradient = wantsGradient;
  }
}
