package org.mixsep.loss;

import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.mixsep.network.ModuleOutput;
import org.mixsep.torch.Compute;

/**
 * Center loss (Wen, Zhang, Li, Qiao: A discriminative feature learning approach for deep face
 * recognition, ECCV 2016): L = L_B + w L_C, where L_C is half the mean squared distance of the
 * logits to their class's center (Eq. 2, as a mean over the batch like L_B).
 *
 * <p>The centers start at 0 and follow the logits: after each batch, class j's n_j images move its
 * center by rate x sum of (x - center) / (1 + n_j) (Eq. 4, Algorithm 1). No gradient goes through
 * them. The source pulls a layer's features; here, as for the other losses, the features are the
 * logits.
 *
 * @param weight w, at least 0 (lambda in the source, 0.003 there)
 * @param rate alpha, in [0, 1] (0.5 in the source)
 * @param labelSmoothing of L_B, in [0, 1)
 */
public record CenterLoss(double weight, double rate, double labelSmoothing) implements ModuleLoss {
  private static final String CENTERS = "centers";

  public CenterLoss {
    if (!(weight >= 0) || Double.isInfinite(weight)) {
      throw new IllegalArgumentException("the center weight is at least 0, not " + weight);
    }
    if (!(rate >= 0 && rate <= 1)) {
      throw new IllegalArgumentException("the centers' rate is in [0, 1], not " + rate);
    }
    new BetweenClassLoss(labelSmoothing);
  }

  @Override
  public LossState initialState(int classes, Compute compute) {
    return new LossState(Map.of(CENTERS, compute.place(torch.zeros(classes, classes))));
  }

  /**
   * {@inheritDoc}
   *
   * <p>The terms' within-class loss is L_C; the class distances are mean Euclidean pair distances
   * of the logits, measured beside it so that they compare with the other losses'.
   */
  @Override
  public LossTerms of(ModuleOutput output, Targets targets, double threshold, LossState state) {
    Tensor logits = output.logits();
    Tensor between = new BetweenClassLoss(labelSmoothing).of(logits, targets);
    Tensor pulled = weight > 0 ? logits : logits.detach();
    Tensor squares = pulled.sub(ownCenters(state, targets)).square();
    Tensor center =
        squares.sum(new long[] {1}, false, new ScalarTypeOptional()).mean().mul(new Scalar(0.5));
    Tensor total = weight > 0 ? between.add(center, new Scalar(weight)) : between;
    return new LossTerms(total, between, center, LossTerms.measuredDistances(logits, targets));
  }

  @Override
  public void remember(LossState state, Tensor logits, Targets targets) {
    Tensor centers = state.get(CENTERS);
    Tensor x = logits.detach().to(centers.scalar_type().intern());
    Tensor labels = targets.labels();
    Tensor steps =
        torch.zeros_like(centers).index_add_(0, labels, x.sub(ownCenters(state, targets)));
    Tensor counts =
        centers.new_ones(centers.size(0), 1).index_add_(0, labels, x.new_ones(x.size(0), 1));
    centers.add_(steps.div_(counts), new Scalar(rate));
  }

  /** [N, c]: each image's class's center. */
  private static Tensor ownCenters(LossState state, Targets targets) {
    return state.get(CENTERS).index_select(0, targets.labels());
  }
}
