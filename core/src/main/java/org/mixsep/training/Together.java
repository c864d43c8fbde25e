package org.mixsep.training;

import java.util.Collection;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.mixsep.torch.Replicas;
import org.mixsep.torch.Tensors;
import org.mixsep.training.StepRecord.ModuleRecord;

/** The way back of a step that several processes take together; of one alone, just that. */
record Together(Replicas replicas) {

  /** Goes back from the loss of the whole batch through the own share of it. */
  void backward(Tensor loss) {
    try {
      loss.backward();
    } catch (RuntimeException e) {
      throw replicas.cause(e);
    }
  }

  /**
   * Adds up all processes' gradients.
   *
   * @return the modules' within-class losses for the thresholds: everywhere those of the first
   *     process. Other processors round otherwise, and thresholds would part for good
   */
  double[] addUp(Collection<Tensor> parameters, List<ModuleRecord> modules) {
    double[] within = modules.stream().mapToDouble(ModuleRecord::within).toArray();
    if (replicas.isAlone()) {
      return within;
    }
    double[] decisive = replicas.isFirst() ? within : new double[within.length];
    Tensor more = Tensors.of(decisive, decisive.length).to(ScalarType.Float); // as they were read
    replicas.finish(parameters, more);
    return Tensors.doubles(more);
  }
}
