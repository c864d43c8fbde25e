package org.mixsep.distributed;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.Work;
import org.mixsep.torch.Packed;

/** The sums of one step's gradients over all processes: those under way, and who has one. */
final class GradientSums {
  private final ProcessGroupGloo group;
  private final List<Work> underWay = new ArrayList<>();
  private final Set<Long> begun = new HashSet<>();

  GradientSums(ProcessGroupGloo group) {
    this.group = group;
  }

  void begin(List<Tensor> parameters, Tensor gradients) {
    parameters.forEach(parameter -> begun.add(identity(parameter)));
    Work work = group.allreduce(new TensorVector(gradients)); // returns at once
    work.retainReference(); // which outlives the scope of a block's way back
    underWay.add(work);
  }

  /** A parameter's own, which all Java objects of it share. */
  private static long identity(Tensor parameter) {
    return parameter.unsafeGetTensorImpl().address();
  }

  /** The others go in one piece: most are small. */
  void finish(Collection<Tensor> parameters, Tensor more) {
    List<Tensor> others =
        parameters.stream()
            .filter(parameter -> !begun.contains(identity(parameter)) && parameter.grad().defined())
            .toList();
    if (others.isEmpty()) {
      group.allreduce(new TensorVector(more))._wait();
    } else {
      sumWith(others, more);
    }
    underWay.forEach(
        work -> {
          work._wait();
          work.releaseReference();
        });
    underWay.clear();
    begun.clear();
  }

  private void sumWith(List<Tensor> parameters, Tensor more) {
    try (NoGradGuard guard = new NoGradGuard()) {
      Packed packed = Packed.like(parameters, more.numel());
      for (int i = 0; i < parameters.size(); i++) {
        Tensor place = packed.parts().get(i);
        place.copy_(parameters.get(i).grad());
        parameters.get(i).mutable_grad().put(place);
      }
      Tensor memory = packed.memory();
      Tensor end = memory.narrow(0, memory.numel() - more.numel(), more.numel());
      end.copy_(more);
      group.allreduce(new TensorVector(memory))._wait();
      more.copy_(end);
    }
  }
}
