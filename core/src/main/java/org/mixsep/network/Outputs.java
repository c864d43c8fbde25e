package org.mixsep.network;

import java.util.SortedMap;
import java.util.TreeMap;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.torch.Replicas;

/**
 * What a network says of a batch.
 *
 * @param modules what each says, by block number; never empty, the last block's is the network's
 *     prediction
 */
public record Outputs(SortedMap<Integer, ModuleOutput> modules) {

  /** Of modules' logits [N, classes] alone, by block number. */
  public static Outputs ofLogits(SortedMap<Integer, Tensor> logits) {
    SortedMap<Integer, ModuleOutput> modules = new TreeMap<>();
    logits.forEach((block, q) -> modules.put(block, ModuleOutput.of(q)));
    return new Outputs(modules);
  }

  /** The same with the rows of all processes that share the batch, in the batch's order. */
  public Outputs gathered(Replicas replicas) {
    SortedMap<Integer, ModuleOutput> all = new TreeMap<>();
    modules.forEach((block, output) -> all.put(block, output.gathered(replicas)));
    return new Outputs(all);
  }

  /** Logits [N, classes], float32, of each module. */
  public SortedMap<Integer, Tensor> logits() {
    SortedMap<Integer, Tensor> logits = new TreeMap<>();
    modules.forEach((block, output) -> logits.put(block, output.logits()));
    return logits;
  }

  /** Class probabilities [N, classes] by the last block's module. */
  public Tensor probabilities() {
    return modules.get(modules.lastKey()).logits().softmax(1);
  }

  /** Class probabilities [N, classes], the mean over all modules. */
  public Tensor meanProbabilities() {
    Tensor sum = null;
    for (ModuleOutput output : modules.values()) {
      Tensor p = output.logits().softmax(1);
      sum = sum == null ? p : sum.add(p);
    }
    return sum.div(new Scalar((double) modules.size()));
  }
}
