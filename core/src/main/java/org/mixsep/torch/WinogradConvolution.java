package org.mixsep.torch;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorBase;
import org.bytedeco.pytorch.TensorTensorHook;
import org.bytedeco.pytorch.global.torch;

/**
 * A convolution by {@link Winograd} that autograd goes back through.
 *
 * <p>Functions of one's own have no Java binding in libtorch, but hooks on gradients have. So the
 * result is written over a copy of the input, whose node hands gradients on as they are, and a hook
 * puts the input's gradient in the place of the output's. Both have one shape, which is why only
 * convolutions to as many channels are made in this way.
 */
final class WinogradConvolution {
  /** Forward passes of one convolution whose backward pass may still come, at most. */
  private static final int WAITING = 4;

  /** The gradient last given to autograd, which copies the handle only after the call. */
  private static final ThreadLocal<Tensor> HANDED_OVER = new ThreadLocal<>();

  private final Tensor weight;
  private final List<Way> ways = new ArrayList<>();

  /**
   * @param weight a leaf, [C, C, 3, 3], float32, channels last
   */
  WinogradConvolution(Tensor weight) {
    this.weight = weight;
  }

  /** Whether this form computes the convolution of {@code x}, and is the faster one. */
  boolean suits(Tensor x) {
    return Winograd.suits(x, weight.size(1)) && (!records(x) || freeWay() != null);
  }

  /** [N, C, H, W] to the same shape; {@link #suits} must have said yes. */
  Tensor forward(Tensor x) {
    if (!records(x)) {
      Tensor out = torch.empty_like(x);
      Winograd.forward(x, weight, out);
      return out;
    }
    Tensor input = x.requires_grad() ? x : x.detach().set_requires_grad(true);
    Tensor out = input.clone();
    Winograd.forward(x, weight, out.detach());
    Way way = freeWay();
    way.input = x.detach().retainReference();
    out.register_hook(way);
    return out;
  }

  private boolean records(Tensor x) {
    return GradMode.is_enabled() && (x.requires_grad() || weight.requires_grad());
  }

  /** Null where {@link #WAITING} passes wait already: then the caller takes another form. */
  private Way freeWay() {
    for (Way way : ways) {
      if (way.input == null) {
        return way;
      }
    }
    if (ways.size() == WAITING) {
      return null;
    }
    Way way = new Way();
    ways.add(way);
    return way;
  }

  /** The way back of one forward pass: taken once, then free for another. */
  private final class Way extends TensorTensorHook {
    /** What the forward pass was given; null while this is free. */
    private Tensor input;

    private Way() {
      retainReference();
    }

    @Override
    public TensorBase call(TensorBase gradient) {
      if (input == null) {
        throw new IllegalStateException("a convolution's backward pass was taken twice");
      }
      Tensor last = HANDED_OVER.get();
      if (last != null) {
        last.releaseReference();
      }
      try (PointerScope scope = new PointerScope()) {
        Tensor ofInput = torch.empty_like(input);
        Tensor ofWeight = Winograd.backward(new Tensor(gradient), input, weight, ofInput);
        if (weight.requires_grad()) {
          Tensor sum = weight.grad();
          if (sum.defined()) {
            sum.add_(ofWeight);
          } else {
            weight.mutable_grad().put(ofWeight);
          }
        }
        HANDED_OVER.set(ofInput.retainReference());
      }
      input.releaseReference();
      input = null;
      return HANDED_OVER.get();
    }
  }
}
