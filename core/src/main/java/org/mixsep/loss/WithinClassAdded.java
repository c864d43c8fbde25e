package org.mixsep.loss;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.network.ModuleOutput;
import org.mixsep.torch.Compute;

/**
 * Another loss with the weighted within-class loss of the module's logits added: L + w L_W, which
 * with the cross-entropy is the mixture separability loss.
 *
 * <p>The terms' within-class loss is L_W, since the threshold follows it.
 *
 * @param loss L
 * @param separability whose within-class loss is added, with its weight, share, warm-up and memory
 */
public record WithinClassAdded(ModuleLoss loss, MixtureSeparabilityLoss separability)
    implements ModuleLoss {

  @Override
  public WithinClassAdded at(long iteration) {
    return new WithinClassAdded(loss.at(iteration), separability.at(iteration));
  }

  @Override
  public LossTerms of(ModuleOutput output, Targets targets, double threshold, LossState state) {
    LossTerms terms = loss.of(output, targets, threshold, state);
    LossTerms within = separability.of(output, targets, threshold, state);
    Tensor total =
        separability.weight() > 0 && within.classDistances() != null
            ? separability.sum(terms.total(), within.within())
            : terms.total();
    return new LossTerms(total, terms.between(), within.within(), within.classDistances());
  }

  @Override
  public LossState initialState(int classes, Compute compute) {
    Map<String, Tensor> all = new LinkedHashMap<>(loss.initialState(classes, compute).tensors());
    all.putAll(separability.initialState(classes, compute).tensors());
    return new LossState(all);
  }

  @Override
  public void remember(LossState state, Tensor logits, Targets targets) {
    loss.remember(state, logits, targets);
    separability.remember(state, logits, targets);
  }
}
