package org.mixsep.plan;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.mixsep.torch.Compute;

class AreasTest {
  @Test
  void closingGivesBackAllThatOutlivedItsScope() {
    assumeTrue(Compute.oneDnnAvailable(), "oneDNN does not load here");
    Calls calls = new Calls(new Workspace());
    memory from;
    memory to;
    try (PointerScope scope = new PointerScope()) {
      memory.desc kind = Kernels.channels(16);
      from = calls.areas.area(kind).as(kind);
      to = calls.areas.zeros("to", kind).as(kind);
      calls.reorder(from, to);
      calls.allocate();
    }
    BlockPlan.Call call = (BlockPlan.Call) calls.forward().get(0);
    Kernels.run(call);
    assertFalse(from.isNull());
    calls.areas.close();
    assertTrue(from.isNull() && to.isNull(), "views");
    assertTrue(call.kernel().isNull() && call.arguments().isNull(), "calls");
  }
}
