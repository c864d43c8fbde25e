package org.mixsep.training;

/** Signals a loss that is infinite or not a number, before it has touched the weights. */
public final class NonFiniteLossException extends NonFiniteException {
  private static final long serialVersionUID = 1L;

  private final long iteration;

  /**
   * @param iteration number of the step, from 1
   * @param term which loss term: {@code between-class loss} or {@code within-class loss}
   * @param block number of the module's block
   */
  public NonFiniteLossException(long iteration, String term, int block, double value) {
    super(
        "iteration %s: the %s of the module on block %s is %s; the weights of the iteration before are kept. A smaller learningRate or weight (loss.within.weight, loss.center.weight), or loss.pairDistance=euclidean, keeps it finite"
            .formatted(iteration, term, block, value));
    this.iteration = iteration;
  }

  public long iteration() {
    return iteration;
  }
}
