package org.mixsep.loss;

/**
 * How the plain logit's share in the L-softmax falls: lambda = max(least, base (1 + gamma
 * t)^-power), t = 1 in the first step, as in the authors' code. A function of the step alone.
 *
 * @param base at least 0; at 0 the margin acts in full from the first step on, but for {@code
 *     least}
 * @param gamma at least 0
 * @param power at least 0
 * @param least at least 0
 */
public record Annealing(double base, double gamma, double power, double least) {
  /** Of gamma and the number of iterations, in the authors' run on CIFAR-10. */
  private static final double SHAPE = 0.6;

  public Annealing {
    for (double value : new double[] {base, gamma, power, least}) {
      if (!(value >= 0) || Double.isInfinite(value)) {
        throw new IllegalArgumentException("annealing is of numbers of at least 0, not " + value);
      }
    }
  }

  /** Always the same share. */
  public static Annealing constant(double lambda) {
    return new Annealing(0, 0, 0, lambda);
  }

  /** As the authors' code has it for CIFAR-10, over 30,000 iterations. */
  public static Annealing cifar10() {
    return new Annealing(1000, 0.00002, 45, 0);
  }

  /** With a gamma that keeps the shape of the authors' run over another number of iterations. */
  public Annealing over(long iterations) {
    return new Annealing(base, SHAPE / iterations, power, least);
  }

  /**
   * Lambda of a step.
   *
   * @param done number of steps done before it
   */
  public double at(long done) {
    return Math.max(least, base * Math.pow(1 + gamma * (done + 1), -power));
  }
}
