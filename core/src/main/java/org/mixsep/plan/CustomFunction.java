package org.mixsep.plan;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Node;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorBase;
import org.bytedeco.pytorch.VoidTensorHook;
import org.bytedeco.pytorch.global.torch;

/**
 * A function of one tensor that is computed outside autograd, with a backward pass of its own.
 *
 * <p>Such functions have no Java binding in libtorch, but hooks on gradients have. So the result is
 * given the node of an alias of the input, which hands gradients on as they are, and a hook puts
 * the input's gradient in the place of the result's. The binding has room for 40 hooks, hence one
 * for all, which finds the pass by autograd's current node.
 */
public final class CustomFunction {
  private static final Map<Long, Pass> PASSES = new ConcurrentHashMap<>();
  private static final Hook HOOK = new Hook();

  private boolean waiting;

  /** The way back of a pass. */
  @FunctionalInterface
  public interface Backward {
    /**
     * Adds to the gradients of parameters.
     *
     * @param gradOutput gradient of the result
     * @param saved what the forward pass kept
     * @return the gradient of the input, of its shape
     */
    Tensor gradInput(Tensor gradOutput, List<Tensor> saved);
  }

  /** Whether a forward pass's backward pass may still come: there is no room for another then. */
  boolean isWaiting() {
    return waiting;
  }

  /** Gives up the pass whose backward pass has not come: it is refused if it comes. */
  void forget() {
    PASSES
        .values()
        .removeIf(
            pass -> {
              boolean own = pass.function == this;
              if (own) {
                pass.close();
              }
              return own;
            });
  }

  /**
   * Gives {@code result} a way back to {@code x}.
   *
   * @param result computed from {@code x} without autograd; of any shape
   * @param saved tensors that the backward pass needs
   */
  public void record(Tensor x, Tensor result, Backward backward, Tensor... saved) {
    Tensor from = x.requires_grad() ? x : x.detach().set_requires_grad(true);
    Node node = from.alias().grad_fn();
    Tensor inner = result.detach();
    attach(inner, node);
    inner.register_hook(HOOK);
    // A view's node gives the hook a gradient of its own, where another branch may share this one.
    attach(result, inner.view_as(inner).grad_fn());
    for (Tensor tensor : saved) {
      tensor.retainReference();
    }
    Pass forgotten =
        PASSES.put(
            node.address(), new Pass(this, backward, List.of(saved), versions(List.of(saved))));
    if (forgotten != null) { // its graph is gone, so that its node's address was free
      forgotten.close();
    }
    waiting = true;
  }

  /** How often each has been changed in place, all its views counted. */
  private static long[] versions(List<Tensor> tensors) {
    return tensors.stream().mapToLong(Tensor::_version).toArray();
  }

  private static void attach(Tensor tensor, Node node) {
    node.clear_input_metadata();
    torch.create_gradient_edge(tensor, node);
  }

  /** Adds to a parameter's gradient, as autograd does. */
  public static void accumulate(Tensor parameter, Tensor gradient) {
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
  private record Pass(
      CustomFunction function, Backward backward, List<Tensor> saved, long[] versions)
      implements AutoCloseable {
    @Override
    public void close() {
      saved.forEach(Tensor::releaseReference);
      function.waiting = false;
    }
  }

  private static final class Hook extends VoidTensorHook {
    private Hook() {
      retainReference();
    }

    @Override
    public void call(TensorBase gradient) {
      try (PointerScope scope = new PointerScope();
          Pass pass = PASSES.remove(torch.get_current_node().address())) {
        if (pass == null) {
          throw new IllegalStateException(
              "a layer's backward pass was taken twice, or after the layer was closed");
        }
        if (!Arrays.equals(versions(pass.saved), pass.versions)) {
          throw new IllegalStateException("a layer's input was changed in place after its pass");
        }
        Tensor gradInput = pass.backward.gradInput(new Tensor(gradient), pass.saved);
        gradient.set_data(gradInput);
      }
    }
  }
}
