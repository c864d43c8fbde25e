package org.mixsep.torch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.CompilationUnit;
import org.bytedeco.pytorch.Function;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.QualifiedName;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorList;
import org.bytedeco.pytorch.global.torch;

/**
 * libtorch's fused update of stochastic gradient descent with momentum, over all parameters in one
 * call.
 *
 * <p>The operator has no Java binding; a line of TorchScript reaches it.
 */
public final class FusedSgd {
  private static final String SCRIPT =
      """
      def step(parameters: List[Tensor], momenta: List[Tensor], rate: float, momentum: float, decay: float, nesterov: bool) -> int:
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

  private final CompilationUnit unit = torch.compile(SCRIPT);
  private final Function function = unit.get_function(new QualifiedName("step"));
  private final IValue parameters;
  private final IValue momenta;

  /**
   * @param parameters leaves whose gradients drive the update
   * @param momenta one for each, same shape and layout, updated in place
   * @throws IllegalArgumentException when one is not: the operator goes by the parameters' alone
   */
  public FusedSgd(Collection<Tensor> parameters, Collection<Tensor> momenta) {
    requireAlike(List.copyOf(parameters), List.copyOf(momenta));
    this.parameters = listOf(parameters);
    this.momenta = listOf(momenta);
  }

  /**
   * Sets g = gradient + decay x parameter, then buffer = momentum x buffer + g, then takes rate x
   * (nesterov ? g + momentum x buffer : buffer) from the parameter. Each must have a gradient. With
   * a momentum of 0 the buffers stay as they are.
   */
  public void step(double rate, double momentum, double decay, boolean nesterov) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      function.apply(
          new IValueVector(
              parameters,
              momenta,
              new IValue(rate),
              new IValue(momentum),
              new IValue(decay),
              new IValue(nesterov)));
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

  private static IValue listOf(Collection<Tensor> tensors) {
    TensorList list = new TensorList();
    tensors.forEach(list::push_back);
    return new IValue(new GenericList(list));
  }
}
