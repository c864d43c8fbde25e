package org.mixsep.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.mixsep.network.ModuleOutput;

/**
 * Cross-entropy of cosines with a margin, in place of the plain one: logits are s cos(theta_j)
 * between unit features and unit weights, the label's with the margin.
 *
 * <p>It acts on logits s cos(theta), as {@link org.mixsep.layer.CosineLinear} gives them, which
 * also predict.
 *
 * @param kind where the margin is
 * @param scale s of the logits, above 0; 64 in the sources, and less for few classes
 * @param margin at least 0, of {@link Kind#ARCFACE} in radians and below pi. At 0 the loss is the
 *     cross-entropy of the logits
 */
public record AngularMarginLoss(Kind kind, double scale, double margin) implements ModuleLoss {
  /** A sine below this one is taken for 0. */
  private static final double LEAST_SINE = 1e-6;

  /** Where the margin is. */
  public enum Kind {
    /** cos(theta) - margin (Wang et al.: CosFace, CVPR 2018; 0.35). */
    COSFACE,
    /**
     * cos(theta + margin) (Deng et al.: ArcFace, CVPR 2019; 0.5), which beyond theta = pi - margin
     * goes on as cos(theta) - margin sin(margin).
     */
    ARCFACE
  }

  public AngularMarginLoss {
    if (!(scale > 0) || Double.isInfinite(scale)) {
      throw new IllegalArgumentException("the scale is above 0, not " + scale);
    }
    double most = kind == Kind.ARCFACE ? Math.PI : Double.POSITIVE_INFINITY;
    if (!(margin >= 0 && margin < most)) {
      throw new IllegalArgumentException(
          "the margin is at least 0, of ArcFace below pi, not " + margin);
    }
  }

  @Override
  public LossTerms of(ModuleOutput output, Targets targets, double threshold, LossState state) {
    Tensor logits = output.logits();
    Tensor margins = marginLogits(logits, targets.labels());
    return LossTerms.replacing(new BetweenClassLoss(0).of(margins, targets), logits, targets);
  }

  /**
   * Logits with the margin, [N, c].
   *
   * @param logits s cos(theta) [N, c]
   * @param labels int64 [N]
   */
  public Tensor marginLogits(Tensor logits, Tensor labels) {
    if (margin == 0) {
      return logits;
    }
    Tensor own = logits.gather(1, labels.unsqueeze(1));
    Tensor label =
        kind == Kind.COSFACE
            ? own.sub(new Scalar(scale * margin))
            : GivenGradient.each(
                own, slope(cosine(own)), turned(cosine(own)).mul(new Scalar(scale)));
    return logits.scatter(1, labels.unsqueeze(1), label);
  }

  private Tensor cosine(Tensor logits) {
    return logits.detach().div(new Scalar(scale));
  }

  private static Tensor sine(Tensor cosine) {
    return cosine.square().neg_().add_(new Scalar(1.0)).clamp_min_(new Scalar(0.0)).sqrt_();
  }

  private Tensor beyond(Tensor cosine) {
    return cosine.lt(new Scalar(Math.cos(Math.PI - margin)));
  }

  /** cos(theta + margin). */
  private Tensor turned(Tensor cosine) {
    Tensor inside =
        cosine
            .mul(new Scalar(Math.cos(margin)))
            .sub_(sine(cosine).mul_(new Scalar(Math.sin(margin))));
    return torch.where(beyond(cosine), cosine.sub(new Scalar(margin * Math.sin(margin))), inside);
  }

  /** Its derivative by cos(theta). */
  private Tensor slope(Tensor cosine) {
    Tensor sine = sine(cosine);
    return cosine
        .div(sine)
        .masked_fill_(sine.lt(new Scalar(LEAST_SINE)), new Scalar(0.0))
        .mul_(new Scalar(Math.sin(margin)))
        .add_(new Scalar(Math.cos(margin)))
        .masked_fill_(beyond(cosine), new Scalar(1.0));
  }
}
