package org.mixsep.layer;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.mixsep.plan.LayerGraph;
import org.mixsep.torch.Initializer;
import org.mixsep.torch.Variables;

/** Fully connected layer, uniform in +-1/sqrt(in) at first, as libtorch has it. */
public final class Linear {
  private final Tensor weight;
  private final TensorOptional bias;

  /** With bias. */
  public Linear(Variables.Scope scope, int in, int out) {
    this(scope, in, out, true);
  }

  public Linear(Variables.Scope scope, int in, int out, boolean bias) {
    Initializer uniform = Initializer.uniform(1 / Math.sqrt(in));
    weight = scope.parameter("weight", uniform, out, in);
    this.bias =
        bias ? new TensorOptional(scope.parameter("bias", uniform, out)) : new TensorOptional();
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
    return torch.linear(x, weight, bias);
  }

  /** The same as an operator of a graph. */
  public String describe(LayerGraph graph, String x) {
    return graph.linear(x, weight, bias.has_value() ? bias.get() : null);
  }
}
