package org.mixsep.torch;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Node;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorBase;
import org.bytedeco.pytorch.TensorTensorHook;
import org.bytedeco.pytorch.global.torch;

/**
 * A function of one tensor that is computed outside autograd, with a backward pass of its own.
 *
 * <p>Such functions have no Java binding in libtorch, but hooks on gradients have. So the result is
 * given the node of an alias of the input, which hands gradients on as they are, and a hook puts
 * the input's gradient in the place of the result's. The binding has room for 40 hooks, hence one
 * for all, which finds the pass by autograd's current node.
 */
final class CustomFunction {
  /** Forward passes of one function whose backward pass may still come, at most. */
  private static final int WAITING = 4;

  private static final Map<Long, Pass> PASSES = new ConcurrentHashMap<>();
  private static final Hook HOOK = new Hook();

  /** The gradient last given to autograd, which copies the handle only after the call. */
  private static final ThreadLocal<Tensor> HANDED_OVER = new ThreadLocal<>();

  private final Backward backward;
  private int waiting;

  CustomFunction(Backward backward) {
    this.backward = backward;
  }

  /** The way back of a function. */
  @FunctionalInterface
  interface Backward {
    /**
     * Adds to the gradients of parameters.
     *
     * @param gradient of the result
     * @param saved what the forward pass kept
     * @return the gradient of the input, of its shape
     */
    Tensor gradientOfInput(Tensor gradient, List<Tensor> saved);
  }

  /**
   * Whether a pass from {@code x} is to be recorded: gradients are on and one of both wants one.
   */
  static boolean records(Tensor x, Tensor parameter) {
    return GradMode.is_enabled() && (x.requires_grad() || parameter.requires_grad());
  }

  /** Whether one more pass can be recorded: false where too many wait already. */
  boolean hasRoom() {
    return waiting < WAITING;
  }

  /**
   * Gives {@code result} a way back to {@code x}.
   *
   * @param result computed from {@code x} without autograd; of any shape
   * @param saved for the backward pass
   */
  void record(Tensor x, Tensor result, Tensor... saved) {
    Tensor from = x.requires_grad() ? x : x.detach().set_requires_grad(true);
    Node node = from.alias().grad_fn();
    node.clear_input_metadata();
    torch.create_gradient_edge(result, node);
    result.register_hook(HOOK);
    for (Tensor tensor : saved) {
      tensor.retainReference();
    }
    waiting++;
    Pass forgotten = PASSES.put(node.address(), new Pass(this, List.of(saved)));
    if (forgotten != null) { // its graph is gone, so that its node's address was free
      forgotten.close();
    }
  }

  /** Adds to a parameter's gradient, as autograd does. */
  static void accumulate(Tensor parameter, Tensor gradient) {
    if (!parameter.requires_grad()) {
      return;
    }
    Tensor sum = parameter.grad();
    if (sum.defined()) {
      sum.add_(gradient);
    } else {
      parameter.mutable_grad().put(gradient);
    }
  }

  /** A forward pass whose backward pass has not come yet. */
  private record Pass(CustomFunction function, List<Tensor> saved) implements AutoCloseable {
    @Override
    public void close() {
      saved.forEach(Tensor::releaseReference);
      function.waiting--;
    }
  }

  private static final class Hook extends TensorTensorHook {
    private Hook() {
      retainReference();
    }

    @Override
    public TensorBase call(TensorBase gradient) {
      Tensor last = HANDED_OVER.get();
      if (last != null) {
        last.releaseReference();
        HANDED_OVER.remove();
      }
      try (PointerScope scope = new PointerScope();
          Node node = torch.get_current_node();
          Pass pass = PASSES.remove(node.address())) {
        if (pass == null) {
          throw new IllegalStateException("a layer's backward pass was taken twice");
        }
        Tensor ofInput = pass.function.backward.gradientOfInput(new Tensor(gradient), pass.saved);
        HANDED_OVER.set(ofInput.retainReference());
        return ofInput;
      }
    }
  }
}
