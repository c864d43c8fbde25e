package org.mixsep.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Weights of the pairs that triplets consist of, as {@link PairMatrix#addGradient} takes them, and
 * their way to the points.
 *
 * @param anchors int64 [T], as positives and negatives are
 * @param toPositives float64 [T]
 * @param toNegatives float64 [T]
 */
record PairWeights(
    Tensor anchors, Tensor positives, Tensor toPositives, Tensor negatives, Tensor toNegatives) {

  /** By the differences of each pair, in O(T d): the faster way for few triplets. */
  void addOneByOne(Tensor points, Tensor gradient) {
    PairMatrix.blocks(
        anchors.size(0),
        points.size(1),
        (from, count) -> {
          add(points, anchors, positives, toPositives, from, count, gradient);
          add(points, anchors, negatives, toNegatives, from, count, gradient);
        });
  }

  /**
   * Adds the gradient of some pairs.
   *
   * @param weights float64, of all
   */
  static void add(
      Tensor points,
      Tensor anchors,
      Tensor others,
      Tensor weights,
      long from,
      long count,
      Tensor gradient) {
    Tensor a = anchors.narrow(0, from, count);
    Tensor b = others.narrow(0, from, count);
    Tensor pull =
        points
            .index_select(0, a)
            .sub_(points.index_select(0, b))
            .to(ScalarType.Double)
            .mul_(weights.narrow(0, from, count).unsqueeze(1));
    gradient.index_add_(0, a, pull);
    gradient.index_add_(0, b, pull.neg_());
  }

  /** By products of matrices, in O(N^2 d). */
  void addTogether(Tensor points, double largest, Tensor gradient) {
    long n = points.size(0);
    Tensor matrix = points.new_zeros(n, n);
    Tensor flat = matrix.view(-1);
    ScalarType type = points.scalar_type().intern();
    add(flat, anchors, positives, toPositives.to(type), n);
    add(flat, anchors, negatives, toNegatives.to(type), n);
    addMatrix(points, matrix, largest, gradient);
  }

  /**
   * Adds the gradient of pairs whose weights count for both points.
   *
   * @param matrix weights [N, N]
   * @param largest absolute derivative by a distance
   */
  static void addMatrix(Tensor points, Tensor matrix, double largest, Tensor gradient) {
    PointGradient sum = new PointGradient(points, gradient);
    PairMatrix.blocks(
        matrix.size(0),
        matrix.size(1),
        (from, rows) -> sum.add(matrix.narrow(0, from, rows), from, 0, largest, true));
  }

  private static void add(Tensor flat, Tensor rows, Tensor columns, Tensor weights, long n) {
    Tensor places = rows.mul(new Scalar(n)).add_(columns);
    flat.index_add_(0, places, weights);
  }
}
