package org.mixsep.training;

import java.util.List;

/** Learning rate as a pure function of the iteration. */
public sealed interface LearningRate {

  /**
   * @param iteration number of iterations done before this one, from 0
   * @return the rate of this iteration, at least 0
   */
  double at(long iteration);

  /** The same rate throughout. */
  record Constant(double rate) implements LearningRate {
    @Override
    public double at(long iteration) {
      return rate;
    }
  }

  /** {@code initial} times {@code factor} for every {@code every} iterations done (the paper). */
  record Stepped(double initial, double factor, long every) implements LearningRate {
    @Override
    public double at(long iteration) {
      return initial * Math.pow(factor, (double) (iteration / every));
    }
  }

  /** {@code initial} times {@code factor} for each of the iterations {@code at} that is past. */
  record Milestones(double initial, double factor, List<Long> at) implements LearningRate {
    public Milestones {
      at = List.copyOf(at);
    }

    @Override
    public double at(long iteration) {
      return initial * Math.pow(factor, at.stream().filter(m -> iteration >= m).count());
    }
  }

  /** Half a cosine from {@code initial} down to 0 at {@code total} iterations. */
  record Cosine(double initial, long total) implements LearningRate {
    @Override
    public double at(long iteration) {
      double done = Math.min(1, (double) iteration / total);
      return initial * 0.5 * (1 + Math.cos(Math.PI * done));
    }
  }

  /**
   * {@code initial} until {@code from}, then a straight line to {@code end} at {@code total}
   * iterations.
   */
  record Linear(double initial, double end, long from, long total) implements LearningRate {
    @Override
    public double at(long iteration) {
      double done = (double) (iteration - from) / Math.max(1, total - from);
      return between(initial, end, done);
    }
  }

  /**
   * One cycle: up from {@code start} to {@code highest} over the share {@code rise} of the run,
   * down to {@code end}, which the last iteration has; both ways along half a cosine or in straight
   * lines. Smith and Topin, Super-convergence, 2018; the numbers are those of PyTorch's {@code
   * OneCycleLR} with two phases. Momentum stays as it is.
   *
   * @param rise in 0..1
   * @param total iterations of the run
   */
  record OneCycle(double start, double highest, double end, double rise, boolean cosine, long total)
      implements LearningRate {
    @Override
    public double at(long iteration) {
      double top = rise * total - 1;
      return iteration < top
          ? along(start, highest, iteration / top)
          : along(highest, end, (iteration - top) / (total - 1 - top));
    }

    private double along(double from, double to, double done) {
      double ended = Math.min(1, done);
      return between(from, to, cosine ? 0.5 * (1 - Math.cos(Math.PI * ended)) : ended);
    }
  }

  /** {@code then}, scaled up linearly from near 0 over the first {@code iterations}. */
  record WarmUp(long iterations, LearningRate then) implements LearningRate {
    @Override
    public double at(long iteration) {
      double scale = iteration < iterations ? (iteration + 1.0) / iterations : 1;
      return scale * then.at(iteration);
    }
  }

  /** From {@code from} to {@code to} as {@code done}, taken into 0..1, goes from 0 to 1. */
  private static double between(double from, double to, double done) {
    double share = Math.max(0, Math.min(1, done));
    return from + (to - from) * share;
  }
}
