package org.mixsep.app.doctor;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Precision;

/**
 * How libtorch is, and oneDNN beside it.
 *
 * @param fault why it does not load, or empty
 * @param oneDnn whether oneDNN loads
 * @param gpu whether it finds a CUDA device it can use
 * @param float32 billions of multiplications and additions a second, of matrices on one core
 * @param bfloat16 the same in bfloat16
 */
record Natives(String fault, boolean oneDnn, boolean gpu, double float32, double bfloat16) {
  private static final int SIDE = 512;
  private static final int TIMES = 5;

  static Natives load() {
    try {
      Compute.useThreads(1);
      boolean gpu = Compute.gpuAvailable();
      return new Natives(
          "", Compute.oneDnnAvailable(), gpu, speed(Precision.FLOAT32), speed(Precision.BFLOAT16));
    } catch (LinkageError | RuntimeException e) {
      return new Natives(String.valueOf(rootOf(e).getMessage()), false, false, 0, 0);
    }
  }

  private static Throwable rootOf(Throwable failure) {
    return failure.getCause() == null ? failure : rootOf(failure.getCause());
  }

  private static double speed(Precision precision) {
    try (PointerScope scope = new PointerScope()) {
      Tensor matrix = torch.ones(SIDE, SIDE).to(precision.type());
      Tensor product = torch.empty_like(matrix); // fresh pages can cost more than the product
      torch.mm_out(product, matrix, matrix);
      double best = Double.MAX_VALUE; // others may be at work
      for (int i = 0; i < TIMES; i++) {
        long begun = System.nanoTime();
        torch.mm_out(product, matrix, matrix);
        best = Math.min(best, System.nanoTime() - begun);
      }
      return 2.0 * SIDE * SIDE * SIDE / best;
    }
  }
}
