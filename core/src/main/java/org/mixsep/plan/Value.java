package org.mixsep.plan;

import org.mixsep.plan.Memory.Area;

/**
 * A map of a planned block, and the gradient of the loss for it as far as it has been summed up.
 */
final class Value {
  final MapShape shape;
  final Area area;
  final boolean wantsGradient;
  Area gradient;

  Value(MapShape shape, Area area, boolean wantsGradient) {
    this.shape = shape;
    this.area = area;
    this.wantsGradient = wantsGradient;
  }
}
