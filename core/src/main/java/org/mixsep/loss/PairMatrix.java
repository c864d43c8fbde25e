package org.mixsep.loss;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Distances between all points of a batch, and gradients from theirs to the points'. */
final class PairMatrix {
  private static final long BLOCK = 1 << 20;
  private static final long[] ROWS = {1};

  private PairMatrix() {}

  /**
   * Euclidean distances [N, N] of the rows of [N, d], each from its differences: no digits are lost
   * where points lie close together far from the origin.
   */
  static Tensor distances(Tensor points) {
    long n = points.size(0);
    Tensor upper = torch.ones(n, n).to(points.device(), ScalarType.Bool).triu_(1);
    Tensor half = points.new_zeros(n, n).masked_scatter_(upper, torch.pdist(points.contiguous()));
    return half.add(half.t());
  }

  /** Some rows of a matrix. */
  @FunctionalInterface
  interface Block {
    void rows(long from, long count);
  }

  /**
   * Goes through the rows of a matrix, about a million values at a time, and frees after each block
   * what it has made.
   *
   * @param width values of a row
   */
  static void blocks(long rows, long width, Block block) {
    long step = Math.max(1, BLOCK / Math.max(1, width));
    for (long from = 0; from < rows; from += step) {
      try (PointerScope scope = new PointerScope()) {
        block.rows(from, Math.min(step, rows - from));
      }
    }
  }

  /**
   * Adds the gradient by the points to which distances lead.
   *
   * @param points as {@link #centred} gives them
   * @param weights [rows, N], alike for both points of a pair: the derivative by their distance,
   *     over that distance, or twice the derivative by its square
   * @param from the block's first row
   * @param into [N, d], float64
   */
  static void addGradient(Tensor points, Tensor weights, long from, Tensor into) {
    Tensor w = weights.to(ScalarType.Double);
    Tensor block = points.narrow(0, from, w.size(0));
    Tensor sums = w.sum(ROWS, true, new ScalarTypeOptional());
    into.narrow(0, from, w.size(0)).add_(block.mul(sums)).sub_(w.mm(points));
  }

  /**
   * Points in float64 around their mean: where a weight is the inverse of a small distance, digits
   * cancel in a gradient.
   */
  static Tensor centred(Tensor points) {
    Tensor x = points.to(ScalarType.Double);
    return x.sub(x.mean(new long[] {0}, true, new ScalarTypeOptional()));
  }

  /** Of derivatives by distances, over the distances; 0 where a distance is 0. */
  static Tensor overDistances(Tensor derivatives, Tensor distances) {
    return derivatives.div(distances).masked_fill_(distances.eq(new Scalar(0.0)), new Scalar(0.0));
  }

  /** [rows, N]: whether an image of the block and any other are of one class. */
  static Tensor sameClass(Targets targets, long from, long rows) {
    return targets.labels().narrow(0, from, rows).unsqueeze(1).eq(targets.labels());
  }

  /** [images, N]: whether an image and any other are of one class. */
  static Tensor sameClass(Targets targets, Tensor images) {
    return targets.labels().index_select(0, images).unsqueeze(1).eq(targets.labels());
  }
}
