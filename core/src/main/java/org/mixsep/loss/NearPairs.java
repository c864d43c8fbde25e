package org.mixsep.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Pairs of a batch that are of one class or may lie within a margin: with many classes far fewer
 * than all. Products of matrices pass over the others, with room for what they round off; the
 * distances of those that are left come from their differences.
 *
 * @param first places in the batch, int64 [P]
 * @param second int64 [P], each larger than the first
 */
record NearPairs(Tensor first, Tensor second) {
  /** Pairs for each one that may be left, or else all together are the faster way. */
  private static final long SHARE = 20;

  /** Of the largest squared norm, more than a squared distance by products is off. */
  private static final double ROUNDING = 1e-4;

  private static final double ROOM = 1.01;
  private static final long[] ROWS = {1};

  /** Null where they are not few. */
  static NearPairs of(Tensor points, Targets targets, double margin) {
    long n = points.size(0);
    long most = n * (n - 1) / 2 / SHARE;
    if (targets.pairs() > most) {
      return null;
    }
    Tensor x = points.sub(points.mean(new long[] {0}, true, new ScalarTypeOptional()));
    Tensor norms = x.square().sum(ROWS, false, new ScalarTypeOptional());
    double bound = ROOM * margin * margin + ROUNDING * norms.max().item_double();
    Tensor places = targets.labels().new_zeros(2, most);
    long[] filled = {0};
    PairMatrix.blocks(
        n,
        n,
        (from, rows) -> {
          Tensor squares =
              x.narrow(0, from, rows).mm(x.narrow(0, from, n - from).t()).mul_(new Scalar(-2.0));
          squares
              .add_(norms.narrow(0, from, rows).unsqueeze(1))
              .add_(norms.narrow(0, from, n - from));
          Tensor near = squares.lt(new Scalar(bound));
          near.logical_or_(PairMatrix.sameClass(targets, from, rows).narrow(1, from, n - from));
          Tensor found = near.triu_(1).nonzero().t().add_(new Scalar(from));
          long count = found.size(1);
          if (filled[0] + count <= most) {
            places.narrow(1, filled[0], count).copy_(found);
          }
          filled[0] += count;
        });
    return filled[0] > most
        ? null
        : new NearPairs(
            places.select(0, 0).narrow(0, 0, filled[0]),
            places.select(0, 1).narrow(0, 0, filled[0]));
  }

  /** Their Euclidean distances [P]. */
  Tensor distances(Tensor points) {
    Tensor distances = points.new_zeros(first.size(0));
    PairMatrix.blocks(
        first.size(0),
        points.size(1),
        (from, count) -> {
          Tensor a = points.index_select(0, first.narrow(0, from, count));
          Tensor b = points.index_select(0, second.narrow(0, from, count));
          Tensor squares = a.sub_(b).square_().sum(ROWS, false, new ScalarTypeOptional());
          distances.narrow(0, from, count).copy_(squares.sqrt_());
        });
    return distances;
  }

  /** Whether each is of one class, [P]. */
  Tensor sameClass(Targets targets) {
    Tensor labels = targets.labels();
    return labels.index_select(0, first).eq(labels.index_select(0, second));
  }

  /** Adds the gradient by the points, of weights [P] as {@link PointGradient} takes them. */
  void addGradient(Tensor points, Tensor weights, Tensor gradient) {
    Tensor exact = weights.to(ScalarType.Double);
    PairMatrix.blocks(
        first.size(0),
        points.size(1),
        (from, count) -> PairWeights.add(points, first, second, exact, from, count, gradient));
  }
}
