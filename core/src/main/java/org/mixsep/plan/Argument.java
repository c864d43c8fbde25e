package org.mixsep.plan;

import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;

/**
 * What a kernel is called with, by oneDNN's names.
 *
 * @param number that oneDNN knows the argument by, {@code DNNL_ARG_...}
 */
record Argument(int number, memory view) {
  static Argument src(memory view) {
    return new Argument(dnnl.DNNL_ARG_SRC, view);
  }

  static Argument dst(memory view) {
    return new Argument(dnnl.DNNL_ARG_DST, view);
  }

  static Argument weights(memory view) {
    return new Argument(dnnl.DNNL_ARG_WEIGHTS, view);
  }

  static Argument diffSrc(memory view) {
    return new Argument(dnnl.DNNL_ARG_DIFF_SRC, view);
  }

  static Argument diffDst(memory view) {
    return new Argument(dnnl.DNNL_ARG_DIFF_DST, view);
  }

  static Argument diffWeights(memory view) {
    return new Argument(dnnl.DNNL_ARG_DIFF_WEIGHTS, view);
  }

  /** What the forward kernel leaves for the backward kernel. */
  static Argument workspace(memory view) {
    return new Argument(dnnl.DNNL_ARG_WORKSPACE, view);
  }
}
