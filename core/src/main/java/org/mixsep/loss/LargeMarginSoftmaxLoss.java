package org.mixsep.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.mixsep.network.ModuleOutput;
import org.mixsep.torch.UnitVectors;

/**
 * L-softmax (Liu, Wen, Yu, Yang: Large-margin softmax loss for convolutional neural networks, ICML
 * 2016) in place of the cross-entropy: that of logits in which the label's cos(theta) is psi(theta)
 * = (-1)^k cos(m theta) - 2 k, theta in [k pi/m, (k+1) pi/m].
 *
 * <p>It needs features x and the weight W of a layer without bias. Where one of them is 0, their
 * cosine counts as 0.
 *
 * @param margin m in {1, 2, 3, 4}; 1 is the cross-entropy, 2 the source's on CIFAR-10
 * @param annealing of the plain logit's share
 * @param done steps before this one
 */
public record LargeMarginSoftmaxLoss(int margin, Annealing annealing, long done)
    implements ModuleLoss {
  private static final long[] ROWS = {1};

  public LargeMarginSoftmaxLoss {
    if (margin < 1 || margin > 4) {
      throw new IllegalArgumentException("the margin is 1, 2, 3 or 4, not " + margin);
    }
  }

  /** Before the first step. */
  public LargeMarginSoftmaxLoss(int margin, Annealing annealing) {
    this(margin, annealing, 0);
  }

  @Override
  public LargeMarginSoftmaxLoss at(long iteration) {
    return new LargeMarginSoftmaxLoss(margin, annealing, iteration);
  }

  @Override
  public LossTerms of(ModuleOutput output, Targets targets, double threshold, LossState state) {
    Tensor logits = output.logits();
    Tensor margins = marginLogits(logits, output.features(), output.weight(), targets.labels());
    return LossTerms.replacing(new BetweenClassLoss(0).of(margins, targets), logits, targets);
  }

  /**
   * Logits with the margin, [N, c].
   *
   * @param logits x W^T [N, c]
   * @param features x [N, d]
   * @param weight W [c, d]
   * @param labels int64 [N]
   */
  public Tensor marginLogits(Tensor logits, Tensor features, Tensor weight, Tensor labels) {
    if (margin == 1) {
      return logits;
    }
    double lambda = annealing.at(done);
    Tensor own = logits.gather(1, labels.unsqueeze(1)).squeeze(1);
    Tensor bent = bent(own.detach(), features, weight.index_select(0, labels));
    Tensor label = own.mul(new Scalar(lambda)).add(bent).div(new Scalar(1 + lambda));
    return logits.scatter(1, labels.unsqueeze(1), label.unsqueeze(1));
  }

  /** |w| |x| psi(theta) of each image [N], with a way back to x and w by the derivative of psi. */
  private Tensor bent(Tensor products, Tensor features, Tensor weights) {
    Tensor x = features.detach();
    Tensor w = weights.detach();
    Tensor xLength = UnitVectors.lengths(x);
    Tensor wLength = UnitVectors.lengths(w);
    Tensor lengths = xLength.mul(wLength);
    Tensor none = lengths.eq(new Scalar(0.0));
    Tensor cosine =
        torch.clamp(
            products.unsqueeze(1).div(lengths).masked_fill_(none, new Scalar(0.0)),
            new ScalarOptional(new Scalar(-1.0)),
            new ScalarOptional(new Scalar(1.0)));
    Tensor psi = psi(cosine);
    Tensor slope = slope(cosine);
    Tensor rest = psi.sub(cosine.mul(slope));
    Tensor byX = w.mul(slope).add_(UnitVectors.of(x).mul_(wLength).mul_(rest));
    Tensor byW = x.mul(slope).add_(UnitVectors.of(w).mul_(xLength).mul_(rest));
    // To autograd the sum of two products, each of which has the value by itself (Euler).
    Tensor both =
        features.mul(byX).add(weights.mul(byW)).sum(ROWS, false, new ScalarTypeOptional());
    both.detach().copy_(psi.mul(lengths).squeeze(1));
    return both;
  }

  /** Psi by the cosine of theta. */
  Tensor psi(Tensor cosine) {
    Tensor k = joint(cosine);
    Tensor sign = sign(k);
    return multiple(cosine).mul(sign).sub(k.mul(new Scalar(2.0)));
  }

  /** Derivative of psi by the cosine. At a joint it is 0 from both sides. */
  Tensor slope(Tensor cosine) {
    return multipleSlope(cosine).mul(sign(joint(cosine)));
  }

  /** k: how many joints cos(j pi/m) the cosine is below. */
  private Tensor joint(Tensor cosine) {
    Tensor k = torch.zeros_like(cosine);
    for (int j = 1; j < margin; j++) {
      Tensor below = cosine.lt(new Scalar(Math.cos(j * Math.PI / margin)));
      k.add_(below);
    }
    return k;
  }

  /** (-1)^k. */
  private static Tensor sign(Tensor k) {
    return k.remainder(new Scalar(2.0)).mul_(new Scalar(-2.0)).add_(new Scalar(1.0));
  }

  /** cos(m theta) by C = cos(theta). */
  private Tensor multiple(Tensor c) {
    Tensor square = c.square();
    return switch (margin) {
      case 1 -> c;
      case 2 -> square.mul(new Scalar(2.0)).sub(new Scalar(1.0));
      case 3 -> square.mul(new Scalar(4.0)).sub(new Scalar(3.0)).mul(c);
      default -> square.sub(new Scalar(1.0)).mul(square).mul(new Scalar(8.0)).add(new Scalar(1.0));
    };
  }

  private Tensor multipleSlope(Tensor c) {
    Tensor square = c.square();
    return switch (margin) {
      case 1 -> torch.ones_like(c);
      case 2 -> c.mul(new Scalar(4.0));
      case 3 -> square.mul(new Scalar(12.0)).sub(new Scalar(3.0));
      default -> square.mul(new Scalar(32.0)).sub(new Scalar(16.0)).mul(c);
    };
  }
}
