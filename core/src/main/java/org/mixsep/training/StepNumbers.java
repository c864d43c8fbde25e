package org.mixsep.training;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.mixsep.loss.LossTerms;
import org.mixsep.network.Outputs;
import org.mixsep.torch.Tensors;
import org.mixsep.training.StepRecord.ModuleRecord;

/**
 * The numbers of a step, read in one transfer and found to be finite.
 *
 * @param loss mean of the modules' losses
 * @param modules by block number ascending
 * @param scores logits of the last block's module, [N, classes] row by row
 */
record StepNumbers(double loss, List<ModuleRecord> modules, float[] scores) {

  /**
   * @param iteration number of the step, from 1
   * @param terms of the modules, by block number ascending
   * @param thresholds that the terms were computed with
   * @throws NonFiniteLossException when a loss term is not finite
   */
  static StepNumbers read(
      long iteration, Tensor loss, List<LossTerms> terms, Outputs outputs, Thresholds thresholds) {
    FloatBuffer values = transferred(loss, terms, outputs);
    float mean = values.get();
    List<ModuleRecord> modules = new ArrayList<>();
    for (int block : outputs.logits().keySet()) {
      int index = modules.size();
      Tensor paired = terms.get(index).classDistances();
      double between = finite(values.get(), "between-class loss", iteration, block);
      double within = finite(values.get(), "within-class loss", iteration, block);
      double[] distances = new double[paired == null ? 0 : (int) paired.numel()];
      for (int j = 0; j < distances.length; j++) {
        distances[j] = values.get();
      }
      modules.add(new ModuleRecord(block, between, within, thresholds.of(index), distances));
    }
    float[] scores = new float[values.remaining()];
    values.get(scores);
    return new StepNumbers(mean, List.copyOf(modules), scores);
  }

  private static FloatBuffer transferred(Tensor loss, List<LossTerms> terms, Outputs outputs) {
    TensorVector parts = new TensorVector(loss.detach().view(1));
    for (LossTerms term : terms) {
      parts.push_back(term.between().detach().view(1));
      parts.push_back(term.within().detach().view(1));
      if (term.classDistances() != null) {
        parts.push_back(term.classDistances());
      }
    }
    parts.push_back(outputs.logits().get(outputs.logits().lastKey()).detach().view(-1));
    return FloatBuffer.wrap(Tensors.floats(torch.cat(parts)));
  }

  private static double finite(double value, String term, long iteration, int block) {
    if (!Double.isFinite(value)) {
      throw new NonFiniteLossException(iteration, term, block, value);
    }
    return value;
  }
}
