package org.mixsep.plan;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.mixsep.torch.Replicas;

/**
 * Statistics of a batch norm over a batch that several processes share: what has to be passed round
 * for it, on the way there and on the way back.
 *
 * <p>Source of the gradient: Ioffe and Szegedy, Batch normalization (2015), section 3, with its
 * sums taken over the whole batch.
 */
public final class BatchStatistics {
  private BatchStatistics() {}

  /**
   * Makes statistics of the whole batch of those of all processes' shares, which are of one size.
   *
   * @param local mean and biased variance of the own share, [2, C]
   * @param mean [C], written
   * @param variance [C], biased, written
   */
  public static void combine(Replicas replicas, Tensor local, Tensor mean, Tensor variance) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      long channels = mean.numel();
      Tensor all = replicas.gather(local.view(1, 2 * channels)).view(-1, 2, channels);
      Tensor means = all.select(1, 0);
      mean.copy_(means.mean(0));
      variance.copy_(all.select(1, 1).add(means.sub(mean).square()).mean(0));
    }
  }

  /**
   * What the gradient of the input lacks where the statistics were taken as given: a line of the
   * input for each channel, since the statistics depend on the input.
   *
   * @param ofScale sum over the own share of the result's gradient times the normalised input, [C]
   * @param ofShift sum over the own share of the result's gradient, [C]
   * @param values of a channel in the whole batch
   * @return slope and offset by which the input is to be added, [2, C]
   */
  public static Tensor line(
      Replicas replicas,
      Tensor ofScale,
      Tensor ofShift,
      Tensor scale,
      Tensor mean,
      Tensor variance,
      double epsilon,
      double values) {
    try (NoGradGuard guard = new NoGradGuard()) {
      Tensor sums = torch.stack(new TensorVector(ofScale, ofShift), 0);
      replicas.sum(sums);
      Tensor inverse = variance.add(new Scalar(epsilon)).rsqrt();
      Tensor factor = scale.detach().mul(inverse).mul(new Scalar(-1 / values));
      Tensor slope = factor.mul(inverse).mul(sums.select(0, 0));
      Tensor offset = factor.mul(sums.select(0, 1)).sub(slope.mul(mean));
      return torch.stack(new TensorVector(slope, offset), 0);
    }
  }
}
