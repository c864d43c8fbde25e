package org.mixsep.torch;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;

/** Rows scaled to length 1. */
public final class UnitVectors {
  /** A shorter row has no direction. */
  private static final double SHORTEST = 1e-12;

  private static final long[] ROWS = {1};

  private UnitVectors() {}

  /**
   * Of rows [N, d], [N, d]: each divided by its length. Where that is below 1e-12 the result is 0,
   * and no gradient goes through it.
   */
  public static Tensor of(Tensor rows) {
    Tensor length = lengths(rows);
    // Over infinity both the value and the gradient are 0; over 1e-12 the gradient would be 1e12.
    Tensor none = length.detach().lt(new Scalar(SHORTEST));
    return rows.div(length.masked_fill(none, new Scalar(Double.POSITIVE_INFINITY)));
  }

  /** Lengths of rows [N, d], [N, 1]; the gradient of a length of 0 is 0. */
  public static Tensor lengths(Tensor rows) {
    return rows.norm(new ScalarOptional(new Scalar(2.0)), ROWS, true);
  }
}
