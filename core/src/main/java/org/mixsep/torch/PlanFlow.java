package org.mixsep.torch;

import java.util.ArrayDeque;
import java.util.Deque;
import org.mixsep.torch.PlanMemory.Area;

/**
 * The maps of a plan that is being written, and the steps of its way back, which come in reverse.
 */
final class PlanFlow {
  final PlanCalls calls;
  private final Deque<Runnable> back = new ArrayDeque<>();

  PlanFlow(PlanCalls calls) {
    this.calls = calls;
  }

  /** Writes the way back down, from the last step to the first. */
  void turnBack() {
    back.forEach(Runnable::run);
  }

  PlanValue result(OneDnn.Shape shape, boolean wantsGradient) {
    return new PlanValue(shape, calls.areas.area(shape.map()), wantsGradient);
  }

  /** Has a step taken on the way back, where the gradient of {@code y} has come from behind it. */
  void after(PlanValue y, Runnable step) {
    back.push(
        () -> {
          if (y.gradient != null) {
            step.run();
          }
        });
  }

  /** Adds to the gradient of a map. */
  void contribute(PlanValue value, Area part) {
    if (value.gradient == null) {
      value.gradient = part;
    } else { // not in place: the parts may be another map's gradient as well
      Area sum = calls.areas.area(value.shape.map());
      calls.sum(value.shape.map(), part, value.gradient, sum);
      value.gradient = sum;
    }
  }
}
