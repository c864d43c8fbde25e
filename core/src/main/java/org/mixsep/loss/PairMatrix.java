package org.mixsep.loss;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Distances between all points of a batch, and gradients from theirs to the points'. */
final class PairMatrix {
  private static final long BLOCK = 1 << 20;
  private static final long TILE = 256;

  private PairMatrix() {}

  /**
   * Euclidean distances [N, N] of the rows of [N, d], each from its differences: no digits are lost
   * where points lie close together far from the origin.
   */
  static Tensor distances(Tensor points) {
    Tensor all = upper(points);
    long n = points.size(0);
    for (long row = 0; row < n; row += TILE) { // tile by tile: a row is far from the next in memory
      long rows = Math.min(TILE, n - row);
      Tensor corner = all.narrow(0, row, rows).narrow(1, row, rows);
      corner.add_(corner.t().clone());
      for (long column = row + TILE; column < n; column += TILE) {
        long columns = Math.min(TILE, n - column);
        Tensor tile = all.narrow(0, row, rows).narrow(1, column, columns);
        all.narrow(0, column, columns).narrow(1, row, rows).copy_(tile.t());
      }
    }
    return all;
  }

  /** The same above the diagonal, and 0 below. */
  static Tensor upper(Tensor points) {
    long n = points.size(0);
    Tensor above = torch.ones(n, n).to(points.device(), ScalarType.Bool).triu_(1);
    return points.new_zeros(n, n).masked_scatter_(above, torch.pdist(points.contiguous()));
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
