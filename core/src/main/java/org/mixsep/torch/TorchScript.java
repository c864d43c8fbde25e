package org.mixsep.torch;

import java.util.Collection;
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

/** A function in TorchScript, which reaches operators that have no Java binding. */
final class TorchScript {
  private final CompilationUnit unit; // owns the function
  private final Function function;

  /**
   * To be made outside any pointer scope.
   *
   * @param source of a function called {@code run}, with a newline at its end
   */
  TorchScript(String source) {
    unit = torch.compile(source);
    function = unit.get_function(new QualifiedName("run"));
  }

  /** Runs it without recording gradients, inside a pointer scope that frees the arguments. */
  void run(IValue... arguments) {
    try (NoGradGuard guard = new NoGradGuard()) {
      function.apply(new IValueVector(arguments));
    }
  }

  /** Tensors as an argument, which holds on to them. */
  static IValue list(Collection<Tensor> tensors) {
    TensorList list = new TensorList();
    tensors.forEach(list::push_back);
    return new IValue(new GenericList(list));
  }
}
