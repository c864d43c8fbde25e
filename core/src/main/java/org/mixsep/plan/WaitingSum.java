package org.mixsep.plan;

import java.util.List;
import org.mixsep.plan.Memory.Area;

/** A sum of two maps of one shape that waits for whether ReLU follows. */
record WaitingSum(Value a, Value b) {
  /** The sum itself. */
  Value plain(Flow flow) {
    Value y = result(flow);
    flow.calls.sum(y.shape.map(), a.area, b.area, y.area);
    flow.after(y, () -> contribute(flow, y.gradient));
    return y;
  }

  /** ReLU of the sum. */
  Value rectified(Flow flow) {
    Value y = result(flow);
    SumRelu kernels = new SumRelu(flow.calls, y.shape);
    kernels.forward(a.area, b.area, y.area);
    flow.after(
        y,
        () -> {
          Area gradSum = flow.calls.areas.area(y.shape.map());
          kernels.backward(y.area, y.gradient, gradSum);
          contribute(flow, gradSum);
        });
    return y;
  }

  private Value result(Flow flow) {
    return flow.result(a.shape, a.wantsGradient || b.wantsGradient);
  }

  private void contribute(Flow flow, Area gradient) {
    for (Value each : List.of(a, b)) {
      if (each.wantsGradient) {
        flow.contribute(each, gradient);
      }
    }
  }
}
