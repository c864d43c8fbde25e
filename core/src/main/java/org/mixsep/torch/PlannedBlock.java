package org.mixsep.torch;

import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/**
 * A block of a network that takes its training passes by a {@link BlockPlan} where it can: on the
 * processor, where oneDNN has compiled kernels for all of its layers, for batches like the first
 * one.
 *
 * <p>To autograd it is one function. A plan holds one pass: while a backward pass is still to come,
 * further forward passes are left to the layers.
 */
public final class PlannedBlock implements AutoCloseable {
  private final Layers layers;
  private final Convolution convolution;
  private final CustomFunction function = new CustomFunction(1);

  /** Null until the first pass, and where there is none. */
  private BlockPlan plan;

  private OneDnn.Shape shape;
  private boolean ofInput;
  private boolean possible = true;

  /** The layers of a block, as they are in training. */
  @FunctionalInterface
  public interface Layers {
    /** The name of their result; dropout included. */
    String describe(LayerGraph graph, String x);
  }

  /** Of layers without convolutions. */
  PlannedBlock(Layers layers) {
    this(Convolution.DIRECT, layers);
  }

  /**
   * @param convolution that the layers were made with
   */
  public PlannedBlock(Convolution convolution, Layers layers) {
    this.convolution = convolution;
    this.layers = layers;
  }

  /**
   * A training pass, [N, in, h, w] to [N, out, h', w']; batch norms' running statistics follow.
   *
   * @return empty where the layers are to do it
   */
  public Optional<Tensor> forward(Tensor x) {
    if (!possible || !GradMode.is_enabled() || !function.hasRoom()) {
      return Optional.empty();
    }
    Optional<OneDnn.Shape> now = OneDnn.Shape.of(x);
    if (now.isEmpty()) {
      return Optional.empty();
    }
    if (shape == null) {
      make(now.get(), x.requires_grad());
    }
    boolean fits = possible && shape.equals(now.get()) && ofInput == x.requires_grad();
    return fits ? Optional.of(pass(x)) : Optional.empty();
  }

  private void make(OneDnn.Shape input, boolean wantsGradient) {
    shape = input;
    ofInput = wantsGradient;
    try (PointerScope scope = new PointerScope()) {
      plan = PlanBuilder.of(input, wantsGradient, convolution, layers);
    } catch (RuntimeException e) {
      boolean byOneDnn = e.getClass() == RuntimeException.class; // what JavaCPP makes of its errors
      if (!byOneDnn && !(e instanceof UnsupportedOperationException)) {
        throw e;
      }
      possible = false;
    }
  }

  /** Frees the plan's memory, whose size is about that of the block's maps of a batch. */
  @Override
  public void close() {
    if (plan != null) {
      plan.memory().close();
    }
    plan = null;
    shape = null;
  }

  private Tensor pass(Tensor x) {
    OneDnn.Shape of = plan.shapeOfY();
    Tensor y =
        torch.empty(
            new long[] {of.n(), of.c(), of.h(), of.w()},
            x.options(),
            new MemoryFormatOptional(MemoryFormat.ChannelsLast));
    plan.forward(x, y);
    if (x.requires_grad() || plan.trains()) {
      function.record(x, y, this::backward, x.detach());
    }
    return y;
  }

  private Tensor backward(Tensor ofY, List<Tensor> saved) {
    Tensor ofX = torch.empty_like(saved.get(0));
    plan.backward(ofY.contiguous(MemoryFormat.ChannelsLast), ofX);
    return ofX;
  }
}
