package org.mixsep.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.network.ModuleOutput;

/**
 * Multi-class hinge loss, as a support vector machine has it, in place of the cross-entropy. The
 * prediction is the largest logit; probabilities by softmax are not calibrated.
 *
 * <p>Squared, one class against the rest, it is Tang's (Deep learning using linear support vector
 * machines, 2013), and the comparator of Janocha and Czarnecki (On loss functions for deep neural
 * networks in classification, 2016).
 *
 * @param form which margins are asked for
 * @param power p of each hinge: 1, 2 or 3
 * @param margin above 0
 * @param reduction over the classes: their sum, or the sum divided by their number c
 */
public record HingeLoss(Form form, int power, double margin, Reduction reduction)
    implements ModuleLoss {

  /** Which margins are asked for. */
  public enum Form {
    /**
     * Each class by itself: the sum over j of max(0, margin - t q_j)^p, t = 1 at the label, else -1
     * (Tang).
     */
    ONE_VS_REST,
    /**
     * The label against each other class: the sum over j of max(0, margin - q_y + q_j)^p (Weston
     * and Watkins).
     */
    PAIRWISE
  }

  public HingeLoss {
    if (power < 1 || power > 3) {
      throw new IllegalArgumentException("the hinge's power is 1, 2 or 3, not " + power);
    }
    if (!(margin > 0) || Double.isInfinite(margin)) {
      throw new IllegalArgumentException("the hinge's margin is above 0, not " + margin);
    }
  }

  /** Tang's: squared, one class against the rest, margin 1, summed over the classes. */
  public static HingeLoss squared() {
    return new HingeLoss(Form.ONE_VS_REST, 2, 1, Reduction.SUM);
  }

  @Override
  public LossTerms of(ModuleOutput output, Targets targets, double threshold, LossState state) {
    return LossTerms.replacing(of(output.logits(), targets), output.logits(), targets);
  }

  /**
   * The loss itself, a scalar: the mean over images.
   *
   * @param logits [N, c]
   */
  public Tensor of(Tensor logits, Targets targets) {
    Tensor labels = targets.labels().unsqueeze(1);
    Tensor own = logits.gather(1, labels).neg().add(new Scalar(margin));
    Tensor lacking =
        switch (form) {
          case ONE_VS_REST -> logits.add(new Scalar(margin)).scatter(1, labels, own);
          case PAIRWISE -> logits.add(own).scatter(1, labels, new Scalar(0.0));
        };
    Tensor hinged = lacking.relu();
    Tensor sum = (power == 1 ? hinged : hinged.pow(new Scalar((double) power))).sum();
    double terms = (double) logits.size(0) * (reduction == Reduction.SUM ? 1 : logits.size(1));
    return sum.div(new Scalar(terms));
  }
}
