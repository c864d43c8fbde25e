package org.mixsep.distributed;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BroadcastOptions;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.PrefixStore;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.mixsep.distributed.Rendezvous.Address;
import org.mixsep.torch.Replicas;
import org.mixsep.torch.Tensors;

/**
 * Processes that compute together on processors, by libtorch's Gloo.
 *
 * <p>Small things that a step waits for have a group of their own: in one group they would queue
 * behind gradients under way. After a failure no process is asked for anything: the next call would
 * wait out the whole timeout, and keep others waiting.
 */
public final class GlooReplicas implements Replicas {
  private final int rank;
  private final int size;
  private final ProcessGroupGloo group;
  private final GradientSums sums;
  private ReplicaLostException lost;

  /**
   * Connects all processes; each of them has to call it.
   *
   * @param timeout how long to wait for another process, whatever is done together
   * @throws ReplicaLostException when not all come in time
   */
  public GlooReplicas(Gathering gathering, Duration timeout) {
    rank = gathering.rendezvous().rank();
    size = gathering.rendezvous().size();
    try (PointerScope scope = new PointerScope()) {
      group = kept(group(gathering, "now", timeout));
      sums = new GradientSums(kept(group(gathering, "gradients", timeout)));
    } catch (RuntimeException e) {
      throw ReplicaLostException.of(rank, size, e);
    }
  }

  private static ProcessGroupGloo kept(ProcessGroupGloo group) {
    group.retainReference();
    return group;
  }

  /** Leaves it to libtorch to free what it is given for good; JavaCPP would free it once more. */
  private static <P extends Pointer> P given(P pointer) {
    pointer.retainReference();
    pointer.deallocate(false);
    return pointer;
  }

  private ProcessGroupGloo group(Gathering gathering, String name, Duration timeout) {
    return new ProcessGroupGloo(
        given(new PrefixStore(name, gathering.store())),
        rank,
        size,
        given(options(gathering, timeout)));
  }

  private static ProcessGroupGloo.Options options(Gathering gathering, Duration duration) {
    var timeout = Gathering.milliseconds(duration);
    boolean named =
        gathering.rendezvous().place() instanceof Address address
            && address.interfaceName().isPresent();
    if (named) {
      return ProcessGroupGloo.Options.create_default(timeout); // reads GLOO_SOCKET_IFNAME
    }
    ProcessGroupGloo.Options options = ProcessGroupGloo.Options.create(timeout);
    options.devices().push_back(ProcessGroupGloo.createDeviceForHostname(gathering.ownAddress()));
    return options;
  }

  @Override
  public int rank() {
    return rank;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public Tensor gather(Tensor rows) {
    long own = rows.size(0);
    return together(
        () -> {
          Tensor all =
              torch.empty(
                  new long[] {own * size, rows.size(1)},
                  rows.options(),
                  new MemoryFormatOptional());
          group._allgather_base(all, rows.detach().contiguous())._wait();
          Tensor before = all.narrow(0, 0, rank * own);
          Tensor after = all.narrow(0, (rank + 1) * own, (size - rank - 1) * own);
          return torch.cat(new TensorVector(before, rows, after));
        });
  }

  @Override
  public void sum(Tensor values) {
    together(() -> group.allreduce(new TensorVector(values))._wait());
  }

  @Override
  public void copyFirst(Tensor values) {
    together(
        () ->
            group.broadcast(new TensorVector(values), new BroadcastOptions().rootRank(0))._wait());
  }

  @Override
  public boolean any(boolean own) {
    try (PointerScope scope = new PointerScope()) {
      Tensor saying = Tensors.of(new long[] {own ? 1 : 0}, 1);
      sum(saying);
      return saying.item_long() > 0;
    }
  }

  @Override
  public void begin(List<Tensor> parameters, Tensor gradients) {
    together(
        () -> {
          sums.begin(parameters, gradients);
          return null;
        });
  }

  @Override
  public void finish(Collection<Tensor> parameters, Tensor more) {
    together(
        () -> {
          sums.finish(parameters, more);
          return null;
        });
  }

  @Override
  public RuntimeException cause(RuntimeException failure) {
    return lost == null ? failure : lost;
  }

  /** Remembers the first failure, also for those who get it through native code. */
  private <T> T together(Supplier<T> work) {
    if (lost != null) {
      throw lost;
    }
    try {
      return work.get();
    } catch (RuntimeException e) {
      if (e.getClass() != RuntimeException.class) { // not what JavaCPP makes of libtorch's errors
        throw e;
      }
      lost = ReplicaLostException.of(rank, size, e);
      throw lost;
    }
  }
}
