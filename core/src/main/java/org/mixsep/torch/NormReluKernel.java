package org.mixsep.torch;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Batch norm by the statistics of the batch and ReLU, in one pass over the map each way: oneDNN's
 * kernels for one shape, on the processor.
 *
 * <p>libtorch takes the two one after the other. It has a oneDNN inside as well, but hides it.
 */
final class NormReluKernel {
  private static final int FLAGS =
      dnnl.dnnl_use_scale | dnnl.dnnl_use_shift | dnnl.dnnl_fuse_norm_relu;

  private static final Map<Shape, Optional<NormReluKernel>> KERNELS = new ConcurrentHashMap<>();

  private final primitive forward;
  private final primitive backward;
  private final Arguments ofForward = new Arguments();
  private final Arguments ofBackward = new Arguments();
  private final long maskBytes;

  private record Shape(long n, long c, long h, long w, boolean bfloat16, double epsilon) {}

  /** Loaded where the first kernel is asked for: a program on a GPU needs no oneDNN. */
  private static final class Library {
    static final engine ENGINE = kept(new engine(engine.kind.cpu, 0));
    static final stream STREAM = kept(new stream(ENGINE));
  }

  /**
   * The kernel for maps like {@code x}, [N, C, H, W]: empty where oneDNN has none that is compiled
   * for this processor, layout, and number of channels, since others are slower than libtorch.
   */
  static Optional<NormReluKernel> of(Tensor x, double epsilon) {
    ScalarType type = x.scalar_type().intern();
    boolean bfloat16 = type == ScalarType.BFloat16;
    if (x.is_cuda()
        || !(bfloat16 || type == ScalarType.Float)
        || !x.is_contiguous(MemoryFormat.ChannelsLast)) {
      return Optional.empty();
    }
    return KERNELS.computeIfAbsent(
        new Shape(x.size(0), x.size(1), x.size(2), x.size(3), bfloat16, epsilon),
        NormReluKernel::compiled);
  }

  private static Optional<NormReluKernel> compiled(Shape shape) {
    memory.desc map =
        new memory.desc(
            new long[] {shape.n, shape.c, shape.h, shape.w},
            shape.bfloat16 ? memory.data_type.bf16 : memory.data_type.f32,
            memory.format_tag.nhwc);
    float epsilon = (float) shape.epsilon;
    var forward =
        new batch_normalization_forward.primitive_desc(
            Library.ENGINE, dnnl.prop_kind.forward_training.value, map, map, epsilon, FLAGS);
    var backward =
        new batch_normalization_backward.primitive_desc(
            Library.ENGINE, dnnl.prop_kind.backward.value, map, map, map, epsilon, FLAGS, forward);
    return isCompiled(forward.impl_info_str().getString())
            && isCompiled(backward.impl_info_str().getString())
        ? Optional.of(new NormReluKernel(shape, map, forward, backward))
        : Optional.empty();
  }

  private static boolean isCompiled(String implementation) {
    return implementation.contains("jit");
  }

  private NormReluKernel(
      Shape shape,
      memory.desc map,
      batch_normalization_forward.primitive_desc forward,
      batch_normalization_backward.primitive_desc backward) {
    this.forward = kept(new batch_normalization_forward(forward));
    this.backward = kept(new batch_normalization_backward(backward));
    memory.desc mask = forward.workspace_desc();
    maskBytes = mask.get_size();
    memory.desc channels =
        new memory.desc(new long[] {shape.c}, memory.data_type.f32, memory.format_tag.a);
    for (int argument :
        new int[] {dnnl.DNNL_ARG_MEAN, dnnl.DNNL_ARG_VARIANCE, dnnl.DNNL_ARG_SCALE}) {
      ofForward.declare(argument, channels);
      ofBackward.declare(argument, channels);
    }
    ofForward.declare(dnnl.DNNL_ARG_SHIFT, channels);
    ofBackward.declare(dnnl.DNNL_ARG_DIFF_SCALE, channels);
    ofBackward.declare(dnnl.DNNL_ARG_DIFF_SHIFT, channels);
    ofForward.declare(dnnl.DNNL_ARG_WORKSPACE, mask);
    ofBackward.declare(dnnl.DNNL_ARG_WORKSPACE, mask);
    ofForward.declare(dnnl.DNNL_ARG_SRC, map);
    ofForward.declare(dnnl.DNNL_ARG_DST, map);
    ofBackward.declare(dnnl.DNNL_ARG_SRC, map);
    ofBackward.declare(dnnl.DNNL_ARG_DIFF_DST, map);
    ofBackward.declare(dnnl.DNNL_ARG_DIFF_SRC, map);
  }

  /** Bytes that the forward pass leaves for the backward pass: one bit a value. */
  long maskBytes() {
    return maskBytes;
  }

  /**
   * @param x map, channels last
   * @param scale and {@code shift}, [C], float32
   * @param mean and {@code variance} (biased), [C], float32: written
   * @param mask {@link #maskBytes} bytes: written
   * @param y of the map's kind: written
   */
  synchronized void forward(
      Tensor x, Tensor scale, Tensor shift, Tensor mean, Tensor variance, Tensor mask, Tensor y) {
    ofForward.set(dnnl.DNNL_ARG_SRC, x);
    ofForward.set(dnnl.DNNL_ARG_SCALE, scale);
    ofForward.set(dnnl.DNNL_ARG_SHIFT, shift);
    ofForward.set(dnnl.DNNL_ARG_MEAN, mean);
    ofForward.set(dnnl.DNNL_ARG_VARIANCE, variance);
    ofForward.set(dnnl.DNNL_ARG_WORKSPACE, mask);
    ofForward.set(dnnl.DNNL_ARG_DST, y);
    forward.execute(Library.STREAM, ofForward.map);
  }

  /**
   * @param ofY gradient of the result, channels last
   * @param mask what {@link #forward} left, as {@code mean} and {@code variance}
   * @param ofX and {@code ofScale}, {@code ofShift}: gradients, written
   */
  synchronized void backward(
      Tensor ofY,
      Tensor x,
      Tensor scale,
      Tensor mean,
      Tensor variance,
      Tensor mask,
      Tensor ofX,
      Tensor ofScale,
      Tensor ofShift) {
    ofBackward.set(dnnl.DNNL_ARG_DIFF_DST, ofY);
    ofBackward.set(dnnl.DNNL_ARG_SRC, x);
    ofBackward.set(dnnl.DNNL_ARG_SCALE, scale);
    ofBackward.set(dnnl.DNNL_ARG_MEAN, mean);
    ofBackward.set(dnnl.DNNL_ARG_VARIANCE, variance);
    ofBackward.set(dnnl.DNNL_ARG_WORKSPACE, mask);
    ofBackward.set(dnnl.DNNL_ARG_DIFF_SRC, ofX);
    ofBackward.set(dnnl.DNNL_ARG_DIFF_SCALE, ofScale);
    ofBackward.set(dnnl.DNNL_ARG_DIFF_SHIFT, ofShift);
    backward.execute(Library.STREAM, ofBackward.map);
  }

  /** The memory that a primitive works on, by argument. */
  private static final class Arguments {
    private final IntMemoryMap map = kept(new IntMemoryMap());
    private final Map<Integer, memory> memories = new java.util.HashMap<>();

    void declare(int argument, memory.desc desc) {
      memory memory = kept(new memory(desc, Library.ENGINE, (Pointer) null));
      map.put(argument, memory);
      memories.put(argument, memory);
    }

    void set(int argument, Tensor tensor) {
      memories.get(argument).set_data_handle(tensor.data_ptr());
    }
  }

  /** Keeps what outlives the scope it is made in. */
  private static <P extends Pointer> P kept(P pointer) {
    pointer.retainReference();
    return pointer;
  }
}
