package org.mixsep.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.network.ModuleOutput;
import org.mixsep.torch.Compute;

/**
 * Mixture separability loss (the paper, Eq. 6): L = L_B + w L_W, where the between-class loss L_B
 * is the mean cross-entropy of softmax(logits) (Eq. 1 and 2).
 *
 * <p>With a memory, so that small batches have pairs (an addition to the paper, after Wang et al.,
 * Cross-batch memory for embedding learning, CVPR 2020), a class's pairs are all with at least one
 * image of the batch: of its mu images among each other, and of each with each of its n kept
 * logits, mu (mu - 1) / 2 + mu n in all. The class distance d_j is the mean over these; where
 * nothing is kept, it is Eq. 3. No gradient goes into what is kept. An image that comes again
 * within K images of its class meets itself as it was.
 *
 * @param within how L_W is computed
 * @param weight w, at least 0; 1 in the paper. At 0 the loss is the cross-entropy, and L_W is only
 *     measured, without a gradient
 * @param warmup iterations over which w rises in a straight line from near 0 to its value; 0, as in
 *     the paper, for none
 * @param labelSmoothing share of each label that L_B spreads evenly over all classes (Szegedy et
 *     al., Rethinking the Inception architecture, section 7), in [0, 1); 0 in the paper
 * @param memory K, how many logits of each class are kept from the latest of earlier batches, as
 *     they were then; 0, as in the paper, for none
 * @param share s, at least 0; 0, as in the paper, for w as it stands. Above 0 the weight of a step
 *     and module is the smaller of w and s L_B / L_W, without a gradient through it, so that the
 *     weighted term is s L_B whatever the logits' scale and the number of classes (an addition)
 */
public record MixtureSeparabilityLoss(
    WithinClassLoss within,
    double weight,
    int warmup,
    double labelSmoothing,
    int memory,
    double share)
    implements ModuleLoss {
  public MixtureSeparabilityLoss {
    if (!(weight >= 0) || Double.isInfinite(weight)) {
      throw new IllegalArgumentException("the within weight is at least 0, not " + weight);
    }
    if (warmup < 0) {
      throw new IllegalArgumentException("the warm-up is at least 0 iterations, not " + warmup);
    }
    if (memory < 0) {
      throw new IllegalArgumentException("the memory is at least 0 logits, not " + memory);
    }
    if (!(share >= 0) || Double.isInfinite(share)) {
      throw new IllegalArgumentException("the share is at least 0, not " + share);
    }
    if (memory > 0 && within.space().isRelative()) {
      throw new IllegalArgumentException(
          "a memory has no scale of its own: a relative space such as %s takes none"
              .formatted(within.space()));
    }
    new BetweenClassLoss(labelSmoothing);
  }

  /** Of a weight that stands by itself. */
  public MixtureSeparabilityLoss(
      WithinClassLoss within, double weight, int warmup, double labelSmoothing, int memory) {
    this(within, weight, warmup, labelSmoothing, memory, 0);
  }

  /** The paper's: no warm-up, hard labels, no memory. */
  public MixtureSeparabilityLoss(WithinClassLoss within, double weight) {
    this(within, weight, 0, 0, 0);
  }

  /** Cross-entropy alone; L_W as the paper has it is measured beside it. */
  public static MixtureSeparabilityLoss crossEntropy() {
    return new MixtureSeparabilityLoss(WithinClassLoss.paper(), 0);
  }

  @Override
  public MixtureSeparabilityLoss at(long iteration) {
    if (iteration >= warmup) {
      return this;
    }
    return new MixtureSeparabilityLoss(
        within, risen(weight, iteration), 0, labelSmoothing, memory, risen(share, iteration));
  }

  private double risen(double value, long iteration) {
    return value * (iteration + 1) / (warmup + 1);
  }

  @Override
  public LossTerms of(ModuleOutput output, Targets targets, double threshold, LossState state) {
    Tensor logits = output.logits();
    Tensor between = new BetweenClassLoss(labelSmoothing).of(logits, targets);
    WithinClassLoss.Terms terms =
        within(weight > 0 ? logits : logits.detach(), targets, threshold, state);
    if (terms == null) {
      return new LossTerms(between, between, between.detach().mul(new Scalar(0.0)), null);
    }
    Tensor total = weight > 0 ? sum(between, terms.loss()) : between;
    return new LossTerms(total, between, terms.loss(), terms.distances().detach());
  }

  /** L + w L_W, where the share, if there is one, is that of L. */
  Tensor sum(Tensor loss, Tensor within) {
    if (share == 0) {
      return loss.add(within, new Scalar(weight));
    }
    Tensor own = within.detach().clamp_min(new Scalar((double) Float.MIN_NORMAL));
    Tensor fitting = loss.detach().mul(new Scalar(share)).div(own);
    return loss.add(within.mul(fitting.clamp_max(new Scalar(weight))));
  }

  /** Null where no class has a pair. */
  private WithinClassLoss.Terms within(
      Tensor logits, Targets targets, double threshold, LossState state) {
    if (memory == 0) {
      return targets.pairs() == 0 ? null : within.of(logits, targets, threshold);
    }
    Tensor distances = new LogitMemory(memory).classDistances(within, logits, targets, state);
    return distances == null
        ? null
        : new WithinClassLoss.Terms(within.of(distances, threshold), distances);
  }

  @Override
  public LossState initialState(int classes, Compute compute) {
    return memory == 0 ? LossState.none() : new LogitMemory(memory).initialState(classes, compute);
  }

  @Override
  public void remember(LossState state, Tensor logits, Targets targets) {
    if (memory > 0) {
      new LogitMemory(memory).remember(state, logits, targets);
    }
  }
}
