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

  /** {@code then}, scaled up linearly from near 0 over the first {@code iterations}. */
  record WarmUp(long iterations, LearningRate then) implements LearningRate {
    @Override
    public double at(long iteration) {
      double scale = iteration < iterations ? (iteration + 1.0) / iterations : 1;
      return scale * then.at(iteration);
    }
  }
}
