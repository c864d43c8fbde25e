package org.mixsep.layer;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.mixsep.plan.LayerGraph;
import org.mixsep.torch.Initializer;
import org.mixsep.torch.UnitVectors;
import org.mixsep.torch.Variables;

/**
 * A layer of cosines: scale x cos(angle between input and the weight's row), without bias. The
 * lengths of both do not count.
 *
 * <p>Weights start as those of {@link Linear}.
 */
public final class CosineLinear {
  private final Tensor weight;
  private final double scale;

  /**
   * @param scale above 0
   */
  public CosineLinear(Variables.Scope scope, int in, int out, double scale) {
    this.weight = scope.parameter("weight", Initializer.uniform(1 / Math.sqrt(in)), out, in);
    this.scale = scale;
  }

  /** Number format of weights, inputs and outputs: float32 unless the variables were converted. */
  public ScalarType type() {
    return weight.scalar_type().intern();
  }

  /** W [out, in]. */
  public Tensor weight() {
    return weight;
  }

  /** [N, in] to [N, out]. */
  public Tensor forward(Tensor x) {
    return cosines(x, weight, scale);
  }

  /**
   * Scale x cos of the angles between the rows of two tensors; 0 where one has no direction.
   *
   * @param x [N, d]
   * @param weight [c, d]
   * @return [N, c]
   */
  public static Tensor cosines(Tensor x, Tensor weight, double scale) {
    return UnitVectors.of(x).mm(UnitVectors.of(weight).t()).mul(new Scalar(scale));
  }

  /** The same as an operator of a graph. */
  public String describe(LayerGraph graph, String x) {
    return graph.cosines(x, weight, scale);
  }
}
