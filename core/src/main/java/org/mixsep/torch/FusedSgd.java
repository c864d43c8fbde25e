package org.mixsep.torch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Tensor;

/**
 * libtorch's fused update of stochastic gradient descent with momentum, over all parameters in one
 * call.
 */
public final class FusedSgd {
  private static final String SCRIPT =
      """
      def run(parameters: List[Tensor], momenta: List[Tensor], rate: float, momentum: float, decay: float, nesterov: bool) -> int:
          gradients: List[Tensor] = []
          for p in parameters:
              g = p.grad
              assert g is not None
              gradients.append(g)
          buffers: List[Tensor] = []
          if momentum != 0.0:
              buffers = momenta
          torch._fused_sgd_(parameters, gradients, buffers, weight_decay=decay, momentum=momentum, lr=rate, dampening=0.0, nesterov=nesterov, maximize=False, is_first_step=False)
          return 0
      """;

  private final TorchScript script = new TorchScript(SCRIPT);
  private final IValue parameters;
  private final IValue momenta;

  /**
   * @param parameters leaves whose gradients drive the update
   * @param momenta one for each, same shape and layout, updated in place
   * @throws IllegalArgumentException when one is not: the operator goes by the parameters' alone
   */
  public FusedSgd(Collection<Tensor> parameters, Collection<Tensor> momenta) {
    requireAlike(List.copyOf(parameters), List.copyOf(momenta));
    this.parameters = TorchScript.list(parameters);
    this.momenta = TorchScript.list(momenta);
  }

  /**
   * Sets g = gradient + decay x parameter, then buffer = momentum x buffer + g, then takes rate x
   * (nesterov ? g + momentum x buffer : buffer) from the parameter. Each must have a gradient. With
   * a momentum of 0 the buffers stay as they are.
   */
  public void step(double rate, double momentum, double decay, boolean nesterov) {
    try (PointerScope scope = new PointerScope()) {
      script.run(
          parameters,
          momenta,
          new IValue(rate),
          new IValue(momentum),
          new IValue(decay),
          new IValue(nesterov));
    }
  }

  private static void requireAlike(List<Tensor> parameters, List<Tensor> momenta) {
    boolean alike = parameters.size() == momenta.size();
    for (int i = 0; alike && i < parameters.size(); i++) {
      alike = layout(parameters.get(i)).equals(layout(momenta.get(i)));
    }
    if (!alike) {
      throw new IllegalArgumentException(
          "each parameter takes a momentum of its own type, shape and layout");
    }
  }

  private static List<Object> layout(Tensor tensor) {
    List<Object> layout = new ArrayList<>();
    layout.add(tensor.scalar_type().intern());
    for (int i = 0; i < tensor.dim(); i++) {
      layout.add(tensor.size(i));
      layout.add(tensor.stride(i));
    }
    return layout;
  }
}
