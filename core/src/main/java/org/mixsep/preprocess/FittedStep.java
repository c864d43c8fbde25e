package org.mixsep.preprocess;

import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/**
 * A step together with what it learnt from the training images. Holds Java arrays only, no native
 * memory, so it lives as long as it is referenced. Immutable and safe to share between threads.
 */
public sealed interface FittedStep
    permits GlobalContrastNormalization, FittedZca, FittedLowRankZca, FittedStandardization {

  /**
   * The step as a function on float64 rows [n, values], one image a row; it may overwrite its
   * argument. Native copies of fitted values belong to the caller's current pointer scope, which
   * must outlive the function.
   */
  UnaryOperator<Tensor> onRows();

  /** Whether what becomes of a pixel depends on its value and its channel alone. */
  default boolean pixelwise() {
    return false;
  }

  /** Everything learnt, in a fixed order; empty for a step that learns nothing. */
  List<FittedValue> state();
}
