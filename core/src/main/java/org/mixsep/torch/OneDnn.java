package org.mixsep.torch;

import java.util.Optional;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_desc_base;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * What kernels of oneDNN share. libtorch has a oneDNN inside as well, which it hides, and uses for
 * convolutions only.
 */
final class OneDnn {
  private OneDnn() {}

  /** Loaded where the first kernel is asked for: a program on a GPU needs none. */
  private static final class Library {
    static final engine ENGINE;
    static final stream STREAM;

    static {
      engine engine = null;
      stream stream = null;
      try {
        engine = kept(new engine(org.bytedeco.dnnl.engine.kind.cpu, 0));
        stream = kept(new stream(engine));
      } catch (LinkageError e) {
        // Left out of the class path, or not for this system: libtorch does it all, slower.
      }
      ENGINE = engine;
      STREAM = stream;
    }
  }

  static boolean isLoaded() {
    return Library.STREAM != null;
  }

  static engine engine() {
    return Library.ENGINE;
  }

  /**
   * What kernels are made for: maps [N, C, H, W], channels last, on the processor.
   *
   * @param threads that oneDNN plans for
   */
  record Shape(long n, long c, long h, long w, boolean bfloat16, int threads) {
    /** Of {@code x}, for the threads set; empty where there are no kernels for such maps. */
    static Optional<Shape> of(Tensor x) {
      ScalarType type = x.scalar_type().intern();
      boolean bfloat16 = type == ScalarType.BFloat16;
      boolean suits =
          !x.is_cuda()
              && (bfloat16 || type == ScalarType.Float)
              && x.dim() == 4
              && x.numel() > 0
              && x.is_contiguous(MemoryFormat.ChannelsLast)
              && isLoaded();
      return suits
          ? Optional.of(
              new Shape(
                  x.size(0), x.size(1), x.size(2), x.size(3), bfloat16, torch.get_num_threads()))
          : Optional.empty();
    }

    Shape with(long images, long channels, long height, long width) {
      return new Shape(images, channels, height, width, bfloat16, threads);
    }

    /** Whether {@code map}, channels last, is of this shape and type, on the processor. */
    boolean isOf(Tensor map) {
      return map.dim() == 4
          && map.size(0) == n
          && map.size(1) == c
          && map.size(2) == h
          && map.size(3) == w
          && map.scalar_type().intern() == (bfloat16 ? ScalarType.BFloat16 : ScalarType.Float)
          && !map.is_cuda();
    }

    /** Values of a channel. */
    double positions() {
      return (double) n * h * w;
    }

    memory.data_type type() {
      return bfloat16 ? memory.data_type.bf16 : memory.data_type.f32;
    }

    memory.desc map() {
      return new memory.desc(new long[] {n, c, h, w}, type(), memory.format_tag.nhwc);
    }
  }

  /** [C], float32. */
  static memory.desc channels(long c) {
    return new memory.desc(new long[] {c}, memory.data_type.f32, memory.format_tag.a);
  }

  /**
   * The kernel itself.
   *
   * @throws UnsupportedOperationException when it is none that is compiled for this very processor
   *     and shape: the others are slower than libtorch
   */
  static <K extends primitive_desc_base> K compiled(K kernel) {
    String implementation = kernel.impl_info_str().getString();
    boolean compiled = implementation.contains("jit") || implementation.startsWith("br"); // brgemm
    if (!compiled || implementation.contains("gemm:jit")) { // a product for each image and channel
      throw new UnsupportedOperationException(implementation);
    }
    return kernel;
  }

  static void run(BlockPlan.Call call) {
    call.kernel().execute(Library.STREAM, call.arguments());
  }

  /** Copies values at once to where they are to be laid out otherwise. */
  static void reorder(memory from, memory to) {
    new reorder(from, to).execute(Library.STREAM, from, to);
    Library.STREAM._wait();
  }

  /** Keeps what outlives the scope it is made in. */
  static <P extends Pointer> P kept(P pointer) {
    pointer.retainReference();
    return pointer;
  }
}
