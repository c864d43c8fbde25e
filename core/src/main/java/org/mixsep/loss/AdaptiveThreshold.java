package org.mixsep.loss;

/**
 * The adaptive threshold xi (the paper, section 3.1): it shrinks when the within-class loss has
 * stalled over a window of iterations. The rule is a pure function of a {@link State}, which a
 * checkpoint holds whole.
 *
 * @param start first xi, at least 0
 * @param window iterations of a window, at least 1; 3 for a trend
 * @param factor on xi at a stall, in (0, 1]
 * @param stall what a stall is
 */
public record AdaptiveThreshold(double start, int window, double factor, Stall stall) {

  public AdaptiveThreshold {
    if (!(start >= 0) || window < stall.leastWindow() || !(factor > 0 && factor <= 1)) {
      throw new IllegalArgumentException(
          "threshold: start %s, window %s, factor %s are out of range"
              .formatted(start, window, factor));
    }
  }

  /** Of a stall as the paper has it, {@link Stall.MeanChange}. */
  public AdaptiveThreshold(
      double start, int window, double factor, double tolerance, double absoluteTolerance) {
    this(start, window, factor, new Stall.MeanChange(tolerance, absoluteTolerance));
  }

  /**
   * Where the threshold stands.
   *
   * @param xi the threshold
   * @param previousMean mean of L_W over the window before; NaN before the first is full
   * @param open what the iterations of the open window had
   */
  public record State(double xi, double previousMean, WindowSums open) {}

  /** The paper's start, 0.5, with the tolerances decided for "nearly unchanged". */
  public static AdaptiveThreshold paper() {
    return new AdaptiveThreshold(0.5, 100, 0.9, 0.01, 0.001);
  }

  public State initial() {
    return new State(start, Double.NaN, WindowSums.NONE);
  }

  /** The state after one more iteration whose within-class loss was {@code withinLoss}. */
  public State after(State state, double withinLoss) {
    WindowSums sums = state.open.with(withinLoss);
    if (sums.count() < window) {
      return new State(state.xi, state.previousMean, sums);
    }
    double xi = stall.in(sums, state.previousMean) ? factor * state.xi : state.xi;
    return new State(xi, sums.mean(), WindowSums.NONE);
  }
}
