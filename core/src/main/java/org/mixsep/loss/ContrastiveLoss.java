package org.mixsep.loss;

import java.util.function.Supplier;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.mixsep.torch.UnitVectors;

/**
 * Contrastive loss (Hadsell, Chopra, LeCun: Dimensionality reduction by learning an invariant
 * mapping, CVPR 2006) over all pairs of a batch: a pair of one class has D^p / p, a pair of two
 * classes max(0, margin - D)^p / p, D being their Euclidean distance.
 *
 * <p>Two equal points of different classes have their loss, but no gradient to part by.
 *
 * @param margin above 0; 1 is usual
 * @param power p, 1 or 2; 2 in the source
 * @param normalize whether points are unit vectors
 * @param reduction how pairs become one number
 */
public record ContrastiveLoss(double margin, int power, boolean normalize, Pairs reduction)
    implements EmbeddingLoss {

  /** How pairs become one number. */
  public enum Pairs {
    /** The mean over pairs of one class and the mean over the others, added. */
    BALANCED,
    /** The mean over all pairs, of which with c classes one in c pulls. */
    PAIRS,
    /** As balanced, each mean over the pairs whose loss is above 0. */
    NONZERO
  }

  public ContrastiveLoss {
    if (!(margin > 0) || Double.isInfinite(margin)) {
      throw new IllegalArgumentException("the contrastive margin is above 0, not " + margin);
    }
    if (power != 1 && power != 2) {
      throw new IllegalArgumentException("the contrastive power is 1 or 2, not " + power);
    }
  }

  /** The source's form: margin 1, squares, points as they are. */
  public static ContrastiveLoss usual() {
    return new ContrastiveLoss(1, 2, false, Pairs.BALANCED);
  }

  @Override
  public Tensor of(Tensor embeddings, Targets targets) {
    Tensor z = normalize ? UnitVectors.of(embeddings) : embeddings;
    return GivenGradient.of(
        z, (points, value, gradient) -> compute(points, targets, value, gradient));
  }

  private void compute(Tensor points, Targets targets, Tensor value, Tensor gradient) {
    NearPairs near = NearPairs.of(points, targets, margin);
    if (near != null) {
      add(near, points, targets, value, gradient);
    } else {
      addAll(points, targets, value, gradient);
    }
  }

  private void add(NearPairs near, Tensor points, Targets targets, Tensor value, Tensor gradient) {
    Tensor d = near.distances(points);
    Tensor same = near.sameClass(targets);
    Tensor lengths = length(d, same);
    double[] shares = shares(points.size(0), targets, () -> above0(lengths, same));
    Tensor slopes = add(lengths, same, shares, value);
    near.addGradient(points, PairMatrix.overDistances(slopes, d), gradient);
  }

  /** Adds the losses of pairs; returns their derivatives by the distances. */
  private Tensor add(Tensor lengths, Tensor same, double[] shares, Tensor value) {
    Tensor share = torch.full_like(lengths, new Scalar(-shares[1]));
    share.masked_fill_(same, new Scalar(shares[0]));
    Tensor slopes = share.mul(power == 1 ? lengths.gt(new Scalar(0.0)) : lengths);
    Tensor losses = slopes.mul(lengths).abs_().sum(new ScalarTypeOptional(ScalarType.Double));
    value.add_(losses.div(new Scalar((double) power)));
    return slopes;
  }

  private void addAll(Tensor points, Targets targets, Tensor value, Tensor gradient) {
    long n = points.size(0);
    Tensor distances = PairMatrix.upper(points);
    double[] shares = shares(n, targets, () -> above0(distances, targets));
    PointGradient sum = new PointGradient(points, gradient);
    PairMatrix.blocks(
        n,
        n,
        (from, rows) -> {
          Tensor d = ahead(distances, from, rows);
          Tensor same = sameClass(targets, from, rows);
          Tensor slopes = add(length(d, same), same, shares, value);
          double largest = slopes.abs().max().item_double();
          sum.add(PairMatrix.overDistances(slopes, d), from, from, largest, true);
        });
  }

  /** Of some rows, what lies from their first image on. */
  private static Tensor ahead(Tensor matrix, long from, long rows) {
    return matrix.narrow(0, from, rows).narrow(1, from, matrix.size(1) - from);
  }

  /** Of the same, whether images are of one class; those below the diagonal count as one point. */
  private static Tensor sameClass(Targets targets, long from, long rows) {
    Tensor labels = targets.labels();
    Tensor ahead = labels.narrow(0, from, labels.size(0) - from);
    Tensor same = labels.narrow(0, from, rows).unsqueeze(1).eq(ahead);
    // At a distance of 0 a pair of one class has neither loss nor gradient.
    same.narrow(1, 0, rows).logical_or_(torch.ones_like(same.narrow(1, 0, rows)).tril_());
    return same;
  }

  /** What a pair's loss grows with: the distance within a class, what a margin lacks otherwise. */
  private Tensor length(Tensor distances, Tensor same) {
    return torch.where(same, distances, distances.neg().add_(new Scalar(margin)).relu_());
  }

  /** Weights of a pair of one class, and of two; 0 where there is none. */
  private double[] shares(long n, Targets targets, Supplier<double[]> above0) {
    double all = n * (n - 1) / 2.0;
    double[] pairs =
        switch (reduction) {
          case BALANCED -> new double[] {targets.pairs(), all - targets.pairs()};
          case PAIRS -> new double[] {all, all};
          case NONZERO -> above0.get();
        };
    return new double[] {share(pairs[0]), share(pairs[1])};
  }

  private static double share(double pairs) {
    return pairs == 0 ? 0 : 1 / pairs;
  }

  /** How many pairs of one class, and of two, have a loss. */
  private static double[] above0(Tensor lengths, Tensor same) {
    Tensor some = lengths.gt(new Scalar(0.0));
    double within = some.logical_and(same).sum().item_double();
    return new double[] {within, some.sum().item_double() - within};
  }

  private double[] above0(Tensor distances, Targets targets) {
    double[] counts = new double[2];
    PairMatrix.blocks(
        distances.size(0),
        distances.size(1),
        (from, rows) -> {
          Tensor same = sameClass(targets, from, rows);
          double[] block = above0(length(ahead(distances, from, rows), same), same);
          counts[0] += block[0];
          counts[1] += block[1];
        });
    return counts;
  }
}
