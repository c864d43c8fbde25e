package org.mixsep.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Convolution;
import org.mixsep.torch.Precision;

/**
 * A block of a network that takes its training passes by a {@link BlockPlan} where it can: on the
 * processor, where oneDNN has compiled kernels for all of its layers, for batches like the first
 * one; another plan takes its place when batches of another kind come one after the other.
 *
 * <p>To autograd it is one function. A plan holds one pass: while a backward pass is still to come,
 * further forward passes are left to the layers.
 */
public final class PlannedBlock implements AutoCloseable {
  private final Layers layers;
  private final Compute compute;
  private final Workspace workspace;
  private final CustomFunction function = new CustomFunction();

  /** Null until the first pass, and where there is none. */
  private BlockPlan plan;

  /** What the plan is for, or would be if there were one. */
  private Input planned;

  private Input last;

  /** What a plan is made for. */
  private record Input(MapShape shape, boolean wantsGradient) {}

  /** The layers of a block, as they are in training. */
  @FunctionalInterface
  public interface Layers {
    /** The name of their result; dropout included. */
    String describe(LayerGraph graph, String x);
  }

  /** Of layers without convolutions. */
  public PlannedBlock(Layers layers) {
    this(Convolution.DIRECT, layers);
  }

  /** As the layers are computed, without a workspace that others share. */
  public PlannedBlock(Compute compute, Layers layers) {
    this(compute, new Workspace(), layers);
  }

  /**
   * @param convolution that the layers were made with
   */
  public PlannedBlock(Convolution convolution, Layers layers) {
    this(convolution, new Workspace(), layers);
  }

  /**
   * @param workspace that this block shares with others of its network
   */
  public PlannedBlock(Convolution convolution, Workspace workspace, Layers layers) {
    this(new Compute(false, Precision.FLOAT32, convolution), workspace, layers);
  }

  /**
   * @param compute that the layers were made with
   * @param workspace that this block shares with others of its network
   */
  public PlannedBlock(Compute compute, Workspace workspace, Layers layers) {
    this.compute = compute;
    this.workspace = workspace;
    this.layers = layers;
  }

  /**
   * A training pass, [N, in, h, w] to [N, out, h', w']; batch norms' running statistics follow.
   *
   * @return empty where the layers are to do it
   * @throws IllegalArgumentException when a layer is for maps of another number of channels
   * @throws IllegalStateException when another thread is in a block of the same workspace
   */
  public Optional<Tensor> forward(Tensor x) {
    return workspace.alone(() -> passOrLeave(x));
  }

  private Optional<Tensor> passOrLeave(Tensor x) {
    if (!GradMode.is_enabled() || function.isWaiting()) {
      return Optional.empty();
    }
    Optional<Input> input = MapShape.of(x).map(shape -> new Input(shape, x.requires_grad()));
    if (input.isEmpty()) {
      return Optional.empty();
    }
    boolean again = input.get().equals(last);
    last = input.get();
    boolean stale = plan != null && !plan.variables().areInPlace();
    if (planned == null || stale || again && !last.equals(planned)) {
      make(last);
    }
    return plan != null && last.equals(planned) ? Optional.of(pass(x)) : Optional.empty();
  }

  private void make(Input input) {
    free();
    try (PointerScope scope = new PointerScope()) {
      plan = Planner.of(input.shape, input.wantsGradient, compute, workspace, layers);
    } catch (RuntimeException e) {
      boolean byOneDnn = e.getClass() == RuntimeException.class; // what JavaCPP makes of its errors
      if (!byOneDnn && !(e instanceof UnsupportedOperationException)) {
        throw e;
      }
    }
    if (compute.replicas().any(plan == null)) { // all of them, or others would wait for this one
      free();
    }
    planned = input;
  }

  /**
   * Gives up a pass that has not gone back, and frees the plan's memory, whose size is about that
   * of the block's maps of a batch.
   *
   * @throws IllegalStateException when another thread is in a block of the same workspace
   */
  @Override
  public void close() {
    workspace.alone(this::free);
  }

  private Void free() {
    function.forget();
    if (plan != null) {
      plan.memory().close();
    }
    plan = null;
    planned = null;
    return null;
  }

  private Tensor pass(Tensor x) {
    Tensor y = map(plan.shapeOfY(), x);
    plan.forward(x, y);
    if (x.requires_grad() || plan.trains()) {
      List<Tensor> saved = new ArrayList<>();
      if (plan.readsX()) {
        saved.add(x.detach());
      }
      if (plan.readsY()) {
        saved.add(y.detach());
      }
      function.record(
          x,
          y,
          (gradOutput, unused) -> workspace.alone(() -> backward(gradOutput)),
          saved.toArray(Tensor[]::new));
    }
    return y;
  }

  private Tensor backward(Tensor gradOutput) {
    if (!plan.shapeOfY().isOf(gradOutput) || !plan.variables().areInPlace()) {
      throw new IllegalStateException(
          "a layer's gradient is of another shape or type than its result, or its variables were given other data after its pass");
    }
    Tensor gradInput =
        map(planned.shape, gradOutput); // handed on unwritten where nobody asks for it
    plan.backward(gradOutput.contiguous(MemoryFormat.ChannelsLast), gradInput);
    return gradInput;
  }

  private static Tensor map(MapShape shape, Tensor like) {
    return torch.empty(
        new long[] {shape.n(), shape.c(), shape.h(), shape.w()},
        like.options(),
        new MemoryFormatOptional(MemoryFormat.ChannelsLast));
  }
}
