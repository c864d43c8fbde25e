package org.mixsep.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.torch.Tensors;

/**
 * Memory that several {@link PlannedBlock}s take turns in, for what they need no longer than a call
 * of theirs lasts: that of a network's blocks, of which one at a time is at work.
 */
public final class Workspace {
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Memory> users = new ArrayList<>();
  private long size;
  private Tensor tensor;

  /**
   * Does what no other thread may do meanwhile: kernels of two calls would write to one place.
   *
   * @throws IllegalStateException when another thread is at it
   */
  <T> T alone(Supplier<T> call) {
    if (!lock.tryLock()) {
      throw new IllegalStateException(
          "two threads train or close one network at the same time: let one thread do it, or make a network for each");
    }
    try {
      return call.get();
    } finally {
      lock.unlock();
    }
  }

  /** Has a user's areas lie here, from now on and after every growth, until it leaves. */
  void join(Memory user, long wanted) {
    if (tensor == null || wanted > size) {
      Tensor larger =
          Kernels.kept(Tensors.bytes(wanted)); // first: where there is no room, all stays
      free();
      tensor = larger;
      size = wanted;
    }
    users.add(user);
    users.forEach(each -> each.pass(tensor));
  }

  void leave(Memory user) {
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
