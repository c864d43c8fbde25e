package org.mixsep.torch;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Memory that several {@link PlannedBlock}s take turns in, for what they need no longer than a call
 * of theirs lasts: that of a network's blocks, of which one at a time is at work.
 */
public final class Workspace {
  private final List<PlanMemory> users = new ArrayList<>();
  private long size;
  private Tensor tensor;

  /** Has a user's areas lie here, from now on and after every growth, until it leaves. */
  void join(PlanMemory user, long wanted) {
    if (tensor == null || wanted > size) {
      Tensor larger =
          OneDnn.kept(Tensors.bytes(wanted)); // first: where there is no room, all stays
      free();
      tensor = larger;
      size = wanted;
    }
    users.add(user);
    users.forEach(each -> each.pass(tensor));
  }

  void leave(PlanMemory user) {
    users.remove(user);
    if (users.isEmpty()) {
      free();
    }
  }

  private void free() {
    if (tensor != null) {
      tensor.releaseReference();
      tensor = null;
    }
  }
}
