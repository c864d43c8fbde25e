package org.mixsep.training;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.torch.FusedAverage;
import org.mixsep.torch.Tensors;
import org.mixsep.torch.Variables;

/**
 * The exponential moving average of a network's weights: after a step, average = kept x average +
 * (1 - kept) x weights.
 *
 * <p>What is kept after t steps is min(decay, (1 + t) / (10 + t)), the warm-up of TensorFlow's
 * {@code ExponentialMovingAverage}: the average never looks back much further than a ninth of the
 * steps taken, so that first values are soon forgotten. Running statistics of batch norms, and all
 * other buffers, are averaged as the parameters are, as timm's {@code ModelEmaV2} does: they then
 * belong to weights of about the same age.
 */
public final class WeightAverage {
  private final Variables averaged;
  private final FusedAverage fused;
  private final double decay;
  private final int every;

  /**
   * @param trained the network's, followed
   * @param averaged another network's of the same names and shapes, overwritten
   * @param decay what a step keeps of the average, in [0, 1)
   * @param every steps between two updates, at least 1; an update keeps what that many steps would
   * @throws IllegalArgumentException when names or shapes differ
   */
  public WeightAverage(Variables trained, Variables averaged, double decay, int every) {
    Map<String, Tensor> from = trained.all();
    Map<String, Tensor> into = averaged.all();
    if (!shapes(from).equals(shapes(into))) {
      throw new IllegalArgumentException("an average of another network");
    }
    this.averaged = averaged;
    this.fused = new FusedAverage(into.values(), into.keySet().stream().map(from::get).toList());
    this.decay = decay;
    this.every = every;
  }

  private static Map<String, List<Long>> shapes(Map<String, Tensor> tensors) {
    Map<String, List<Long>> shapes = new HashMap<>();
    tensors.forEach(
        (name, t) -> shapes.put(name, LongStream.of(Tensors.shape(t)).boxed().toList()));
    return shapes;
  }

  /** The averages, by the names of the network's variables. */
  public Variables averaged() {
    return averaged;
  }

  /** Makes the averages copies of what they follow. */
  void restart() {
    fused.follow(1);
  }

  /**
   * Moves the averages, where an update is due.
   *
   * @param iteration number of steps done
   */
  void follow(long iteration) {
    if (iteration % every == 0) {
      fused.follow(1 - kept(iteration));
    }
  }

  /** What an update after so many steps keeps of the average. */
  private double kept(long iteration) {
    return Math.pow(Math.min(decay, (1.0 + iteration) / (10.0 + iteration)), every);
  }
}
