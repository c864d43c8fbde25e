package org.mixsep.loss;

/** When the within-class loss counts as stalled, judged at the end of each window. */
public sealed interface Stall {

  /**
   * @param window what a full window had
   * @param previousMean mean of the window before; NaN where there is none
   */
  boolean in(WindowSums window, double previousMean);

  /** Iterations that a window needs at least. */
  int leastWindow();

  /**
   * "Nearly unchanged" (the paper): the window's mean m is no further from the mean before than
   * tolerance x before + absoluteTolerance.
   *
   * @param tolerance relative part, at least 0
   * @param absoluteTolerance absolute part, at least 0
   */
  record MeanChange(double tolerance, double absoluteTolerance) implements Stall {
    public MeanChange {
      if (!(tolerance >= 0) || !(absoluteTolerance >= 0)) {
        throw new IllegalArgumentException(
            "tolerances are at least 0, not %s and %s".formatted(tolerance, absoluteTolerance));
      }
    }

    @Override
    public boolean in(WindowSums window, double previousMean) {
      // False while previousMean is NaN.
      return Math.abs(window.mean() - previousMean) <= tolerance * previousMean + absoluteTolerance;
    }

    @Override
    public int leastWindow() {
      return 1;
    }
  }

  /**
   * No trend (an addition to the paper): the slope of the least-squares line through the window's
   * values is within so many standard errors of 0. Two windows of a loss that falls slowly can be
   * nearly unchanged; one of a loss that stands still and scatters has no trend.
   *
   * @param standardErrors at least 0; 2 lets 5 % of windows without a trend pass for ones with it
   */
  record NoTrend(double standardErrors) implements Stall {
    public NoTrend {
      if (!(standardErrors >= 0)) {
        throw new IllegalArgumentException("standard errors are at least 0, not " + standardErrors);
      }
    }

    @Override
    public boolean in(WindowSums window, double previousMean) {
      return Math.abs(window.trend()) <= standardErrors;
    }

    @Override
    public int leastWindow() {
      return 3;
    }
  }
}
