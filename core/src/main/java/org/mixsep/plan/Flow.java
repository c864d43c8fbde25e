package org.mixsep.plan;

import java.util.ArrayDeque;
import java.util.Deque;
import org.mixsep.plan.Memory.Area;

/**
 * The maps of a plan that is being written, and the steps of its way back, which come in reverse.
 */
final class Flow {
  final Calls calls;
  private final Deque<Runnable> back = new ArrayDeque<>();

  Flow(Calls calls) {
    this.calls = calls;
  }

  /** Writes the way back down, from the last step to the first. */
  void turnBack() {
    back.forEach(Runnable::run);
  }

  Value result(MapShape shape, boolean wantsGradient) {
    return new Value(shape, calls.areas.area(shape.map()), wantsGradient);
  }

  /** Has a step taken on the way back, where the gradient of {@code y} has come from behind it. */
  void after(Value y, Runnable step) {
    back.push(
        () -> {
          if (y.gradient != null) {
            step.run();
          }
        });
  }

  /** Adds to the gradient of a map. */
  void contribute(Value value, Area part) {
    if (value.gradient == null) {
      value.gradient = part;
    } else { // not in place: the parts may be another map's gradient as well
      Area sum = calls.areas.area(value.shape.map());
      calls.sum(value.shape.map(), part, value.gradient, sum);
      value.gradient = sum;
    }
  }
}
