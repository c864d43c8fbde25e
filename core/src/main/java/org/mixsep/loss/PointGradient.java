package org.mixsep.loss;

import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The way from weights of pairs to the gradient by their points: the sum over pairs of weight times
 * difference, by products of matrices. A weight is the derivative by a distance over that distance,
 * or twice the derivative by its square.
 */
final class PointGradient {
  /** How often a weight may be its derivative over the points' radius before digits cancel. */
  private static final double MOST = 64;

  private final Tensor points;
  private final Tensor exact;
  private final double radius;
  private final Tensor gradient;

  /**
   * @param points [N, d]
   * @param gradient float64 [N, d], to which that by the points is added
   */
  PointGradient(Tensor points, Tensor gradient) {
    Tensor x = points.to(ScalarType.Double);
    exact = x.sub(x.mean(new long[] {0}, true, new ScalarTypeOptional()));
    this.points = exact.to(points.scalar_type().intern());
    radius = exact.abs().max().item_double();
    this.gradient = gradient;
  }

  /**
   * Adds that of some pairs.
   *
   * @param weights of points from {@code row} on with points from {@code column} on
   * @param largest absolute derivative by a distance
   * @param both whether to both points of a pair, or else to the row's alone
   */
  void add(Tensor weights, long row, long column, double largest, boolean both) {
    boolean cancels = weights.abs().max().item_double() * radius > MOST * largest;
    Tensor w = cancels ? weights.to(ScalarType.Double) : weights;
    Tensor x = w.scalar_type().intern() == ScalarType.Double ? exact : points;
    Tensor rows = x.narrow(0, row, w.size(0));
    Tensor columns = x.narrow(0, column, w.size(1));
    gradient.narrow(0, row, w.size(0)).add_(sums(w, 1).mul(rows)).sub_(w.mm(columns));
    if (both) {
      gradient.narrow(0, column, w.size(1)).add_(sums(w, 0).mul(columns)).sub_(w.t().mm(rows));
    }
  }

  /** In float64, [points, 1]. */
  private static Tensor sums(Tensor weights, long dimension) {
    return weights
        .sum(new long[] {dimension}, false, new ScalarTypeOptional(ScalarType.Double))
        .unsqueeze(1);
  }
}
