package org.mixsep.plan;

import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_desc_base;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.javacpp.Pointer;
import org.mixsep.torch.OneDnn;

/** What kernels of oneDNN share. */
final class Kernels {
  private Kernels() {}

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
    call.kernel().execute(OneDnn.stream(), call.arguments());
  }

  /** Copies values at once to where they are to be laid out otherwise. */
  static void reorder(memory from, memory to) {
    new reorder(from, to).execute(OneDnn.stream(), from, to);
    OneDnn.stream()._wait();
  }

  /** Keeps what outlives the scope it is made in. */
  static <P extends Pointer> P kept(P pointer) {
    pointer.retainReference();
    return pointer;
  }
}
