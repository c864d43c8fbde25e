package org.mixsep.torch;

import org.bytedeco.openblas.presets.openblas_nolapack;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Where and with whom a network is computed, and in which number format its maps are.
 *
 * @param onGpu whether on the first CUDA device, or else on the processor
 * @param convolution the form of convolutions
 * @param replicas that share every batch
 * @param localNorms whether a batch norm takes the statistics of the own share of a batch, or else
 *     of the whole batch
 */
public record Compute(
    boolean onGpu,
    Precision precision,
    Convolution convolution,
    Replicas replicas,
    boolean localNorms) {

  static {
    NativeCache.ready();
  }

  /** Alone. */
  public Compute(boolean onGpu, Precision precision, Convolution convolution) {
    this(onGpu, precision, convolution, Replicas.ALONE, false);
  }

  /** Alone, with convolutions in the fastest form. */
  public Compute(boolean onGpu, Precision precision) {
    this(onGpu, precision, Convolution.fastest(onGpu));
  }

  /** On the processor, in the number format it is fastest in. */
  public static Compute cpu() {
    return new Compute(false, Precision.fastest());
  }

  /** The same with others. */
  public Compute among(Replicas others, boolean withLocalNorms) {
    return new Compute(onGpu, precision, convolution, others, withLocalNorms);
  }

  /** Those whose batches batch norms take their statistics of. */
  public Replicas norms() {
    return localNorms ? Replicas.ALONE : replicas;
  }

  /** Whether libtorch finds a CUDA device it can use. */
  public static boolean gpuAvailable() {
    return torch.hasCUDA();
  }

  /**
   * Whether oneDNN loads, by which batch norm, ReLU and pooling are taken on the processor; without
   * it libtorch takes them, more slowly.
   */
  public static boolean oneDnnAvailable() {
    return OneDnn.isLoaded();
  }

  /** Sets the number of threads that one operation may use, for the whole process. */
  public static void useThreads(int threads) {
    torch.set_num_threads(threads);
    openblas_nolapack.blas_set_num_threads(threads); // matrix products have threads of their own
  }

  /**
   * Has OpenBLAS, which takes libtorch's products of matrices, keep to one thread or take all that
   * are set. It has threads of its own: beside oneDNN's, which wait for each other all through a
   * training step, they gain nothing for small products and lose milliseconds of a core's time.
   *
   * @param small whether the products to come are small ones beside oneDNN's kernels
   */
  public static void smallProducts(boolean small) {
    int threads = small ? 1 : torch.get_num_threads();
    if (openblas_nolapack.blas_get_num_threads() != threads) { // to set it takes 0.4 ms
      openblas_nolapack.blas_set_num_threads(threads);
    }
  }

  /**
   * Has libtorch print what its environment asks for (TORCH_CPP_LOG_LEVEL), which is warnings by
   * default; else errors between processes come with traces in C++.
   */
  public static void quietLog() {
    torch.initLogging();
  }

  public Device device() {
    return new Device(onGpu ? "cuda" : "cpu");
  }

  /** Options for a float32 tensor on the device. */
  public TensorOptions float32() {
    return new TensorOptions(ScalarType.Float).device(new DeviceOptional(device()));
  }

  /** The tensor on the device, itself where it is there already. */
  public Tensor place(Tensor tensor) {
    return onGpu ? tensor.to(device(), tensor.scalar_type().intern()) : tensor;
  }

  /**
   * Images, float32 [N, C, H, W] in any layout, as a network takes them: on the device, in its
   * precision, channels last.
   */
  public Tensor placeImages(Tensor images) {
    return images.to(
        device(),
        precision.type(),
        false,
        false,
        new MemoryFormatOptional(MemoryFormat.ChannelsLast));
  }
}
