package org.mixsep.loss;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.network.ModuleOutput;

/**
 * Several losses, each on a head of its own over the same features: softmax, pairwise ranking and
 * LambdaRank, after Xu et al. 2016 (the paper's reference 22), whose text was not at hand; the
 * formulas are the standard ones under these names. The heads predict together.
 *
 * <p>Every head's gradient at an image's label is in (-1, 0], for 10 classes as for 100.
 *
 * @param softmax weight of the cross-entropy of the first head; at least 0, as the others
 * @param pairwise weight of the pairwise hinge of the second, {@link HingeLoss.Form#PAIRWISE} with
 *     power and margin 1, mean over classes (Gong et al. 2013, arXiv 1312.4894)
 * @param lambdaRank weight of LambdaRank (Burges 2010) of the third
 * @param sigma of LambdaRank, above 0
 * @param warmup iterations in which the first head's cross-entropy is all
 * @param labelSmoothing of the cross-entropy, in [0, 1)
 */
public record MultiLoss(
    double softmax,
    double pairwise,
    double lambdaRank,
    double sigma,
    int warmup,
    double labelSmoothing)
    implements ModuleLoss {
  /** Names of the heads, in their order. */
  public static final List<String> HEADS = List.of("linear", "pairwise", "lambdaRank");

  private static final HingeLoss PAIRWISE =
      new HingeLoss(HingeLoss.Form.PAIRWISE, 1, 1, Reduction.MEAN);

  public MultiLoss {
    for (double weight : new double[] {softmax, pairwise, lambdaRank}) {
      if (!(weight >= 0) || Double.isInfinite(weight)) {
        throw new IllegalArgumentException("a head's weight is at least 0, not " + weight);
      }
    }
    if (warmup < 0) {
      throw new IllegalArgumentException("the warm-up is at least 0 iterations, not " + warmup);
    }
    new LambdaRank(sigma);
    new BetweenClassLoss(labelSmoothing);
  }

  /** The mean of the three, from the first iteration on. */
  public static MultiLoss mean() {
    return new MultiLoss(1 / 3.0, 1 / 3.0, 1 / 3.0, 1, 0, 0);
  }

  @Override
  public MultiLoss at(long iteration) {
    return iteration >= warmup
        ? new MultiLoss(softmax, pairwise, lambdaRank, sigma, 0, labelSmoothing)
        : new MultiLoss(1, 0, 0, sigma, 0, labelSmoothing);
  }

  /**
   * {@inheritDoc}
   *
   * <p>The terms' between-class loss is that of the first head.
   *
   * @throws IllegalArgumentException when the output has not three heads
   */
  @Override
  public LossTerms of(ModuleOutput output, Targets targets, double threshold, LossState state) {
    List<Tensor> losses = losses(output.heads(), targets);
    // A weight of 0 leaves a head in the graph: its parameters then have a gradient, of 0.
    Tensor total =
        losses
            .get(0)
            .mul(new Scalar(softmax))
            .add(losses.get(1), new Scalar(pairwise))
            .add(losses.get(2), new Scalar(lambdaRank));
    Tensor between = losses.get(0);
    return new LossTerms(
        total,
        between,
        between.detach().mul(new Scalar(0.0)),
        LossTerms.measuredDistances(output.logits(), targets));
  }

  /**
   * The three losses before their weights, scalars.
   *
   * @param heads logits [N, c] of each
   */
  public List<Tensor> losses(List<Tensor> heads, Targets targets) {
    if (heads.size() != HEADS.size()) {
      throw new IllegalArgumentException(
          "the loss needs %s heads, not %s".formatted(HEADS.size(), heads.size()));
    }
    return List.of(
        new BetweenClassLoss(labelSmoothing).of(heads.get(0), targets),
        PAIRWISE.of(heads.get(1), targets),
        new LambdaRank(sigma).of(heads.get(2), targets));
  }
}
