package org.mixsep.loss;

import org.bytedeco.pytorch.Tensor;
import org.mixsep.network.ModuleOutput;
import org.mixsep.torch.Compute;

/**
 * The loss of one module: from what it says, the batch's targets and the threshold to its terms.
 */
public interface ModuleLoss {

  /**
   * @param output logits [N, c], float32 or float64, and what else the loss acts on
   * @param threshold xi, at least 0; losses without a threshold leave it alone
   * @param state from {@link #initialState}, as the steps before left it; not changed
   * @throws IllegalArgumentException when the output lacks what the loss acts on
   */
  LossTerms of(ModuleOutput output, Targets targets, double threshold, LossState state);

  /** Of a loss that remembers nothing. */
  default LossTerms of(ModuleOutput output, Targets targets, double threshold) {
    return of(output, targets, threshold, LossState.none());
  }

  /** Of a loss that acts on logits [N, c] alone. */
  default LossTerms of(Tensor logits, Targets targets, double threshold, LossState state) {
    return of(ModuleOutput.of(logits), targets, threshold, state);
  }

  /** Of a loss that acts on logits [N, c] alone and remembers nothing. */
  default LossTerms of(Tensor logits, Targets targets, double threshold) {
    return of(ModuleOutput.of(logits), targets, threshold, LossState.none());
  }

  /**
   * What one module's state is before the first step; nothing, unless the loss remembers something.
   *
   * @param classes number c of the module's logits
   * @param compute where the logits are
   */
  default LossState initialState(int classes, Compute compute) {
    return LossState.none();
  }

  /**
   * Takes a batch into the state, once its terms are computed and known to be finite.
   *
   * @param state changed in place
   * @param logits [N, c] that {@link #of} was given; no gradient goes through the state
   */
  default void remember(LossState state, Tensor logits, Targets targets) {}

  /**
   * The loss as it is in one iteration; itself, unless it changes on the way.
   *
   * @param iteration number of steps done before it, at least 0
   */
  default ModuleLoss at(long iteration) {
    return this;
  }
}
