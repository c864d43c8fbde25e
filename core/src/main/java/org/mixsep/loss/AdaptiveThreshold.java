package org.mixsep.loss;

/**
 * The adaptive threshold xi (the paper, section 3.1): it shrinks when the within-class loss has
 * stalled.
 *
 * <p>The mean m of L_W over each window of iterations is compared with the mean of the window
 * before; when |m - before| is at most tolerance x before + absoluteTolerance, xi becomes factor x
 * xi. The rule is a pure function of a {@link State}, which a checkpoint holds whole.
 *
 * @param start first xi, at least 0
 * @param window iterations of a window, at least 1
 * @param factor on xi at a stall, in (0, 1]
 * @param tolerance relative part of "nearly unchanged", at least 0
 * @param absoluteTolerance absolute part, at least 0
 */
public record AdaptiveThreshold(
    double start, int window, double factor, double tolerance, double absoluteTolerance) {

  public AdaptiveThreshold {
    if (!(start >= 0)
        || window < 1
        || !(factor > 0 && factor <= 1)
        || !(tolerance >= 0)
        || !(absoluteTolerance >= 0)) {
      throw new IllegalArgumentException(
          "threshold: start %s, window %s, factor %s, tolerances %s and %s are out of range"
              .formatted(start, window, factor, tolerance, absoluteTolerance));
    }
  }

  /**
   * Where the threshold stands.
   *
   * @param xi the threshold
   * @param previousMean mean of L_W over the window before; NaN before the first is full
   * @param sum of L_W over the open window
   * @param count iterations in the open window
   */
  public record State(double xi, double previousMean, double sum, int count) {}

  /** The paper's start, 0.5, with the tolerances decided for "nearly unchanged". */
  public static AdaptiveThreshold paper() {
    return new AdaptiveThreshold(0.5, 100, 0.9, 0.01, 0.001);
  }

  public State initial() {
    return new State(start, Double.NaN, 0, 0);
  }

  /** The state after one more iteration whose within-class loss was {@code withinLoss}. */
  public State after(State state, double withinLoss) {
    double sum = state.sum + withinLoss;
    int count = state.count + 1;
    if (count < window) {
      return new State(state.xi, state.previousMean, sum, count);
    }
    double mean = sum / window;
    // False while previousMean is NaN.
    boolean stalled =
        Math.abs(mean - state.previousMean) <= tolerance * state.previousMean + absoluteTolerance;
    return new State(stalled ? factor * state.xi : state.xi, mean, 0, 0);
  }
}
