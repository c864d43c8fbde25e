package org.mixsep.torch;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Moves values between Java arrays and tensors. Every tensor made here lies in host memory. What
 * goes by an address is measured first: native code would read on behind an array's end.
 */
public final class Tensors {
  static {
    NativeCache.ready();
  }

  private Tensors() {}

  /**
   * A float32 tensor of the given shape with a copy of {@code values}.
   *
   * @throws IllegalArgumentException when the shape takes another number of values
   */
  public static Tensor of(float[] values, long... shape) {
    requireCount(values.length, shape);
    try (FloatPointer data = new FloatPointer(values)) {
      return copied(data, ScalarType.Float, shape);
    }
  }

  /**
   * A float64 tensor of the given shape with a copy of {@code values}.
   *
   * @throws IllegalArgumentException when the shape takes another number of values
   */
  public static Tensor of(double[] values, long... shape) {
    requireCount(values.length, shape);
    try (DoublePointer data = new DoublePointer(values)) {
      return copied(data, ScalarType.Double, shape);
    }
  }

  /**
   * An int64 tensor of the given shape with a copy of {@code values}.
   *
   * @throws IllegalArgumentException when the shape takes another number of values
   */
  public static Tensor of(long[] values, long... shape) {
    requireCount(values.length, shape);
    try (LongPointer data = new LongPointer(values)) {
      return copied(data, ScalarType.Long, shape);
    }
  }

  /** An int64 tensor, shape [n], with a copy of {@code values}: labels as libtorch wants them. */
  public static Tensor longs(int[] values) {
    try (IntPointer data = new IntPointer(values)) {
      return torch
          .from_blob(data, new long[] {values.length}, options(ScalarType.Int))
          .to(ScalarType.Long);
    }
  }

  /** Bytes of any value. */
  public static Tensor bytes(long count) {
    return torch.empty(new long[] {count}, options(ScalarType.Byte), new MemoryFormatOptional());
  }

  /** The values of a tensor of any floating type and layout, row by row. */
  public static float[] floats(Tensor tensor) {
    Tensor plain = plain(tensor, ScalarType.Float);
    float[] values = new float[Math.toIntExact(plain.numel())];
    if (values.length > 0) { // or there is no address
      new FloatPointer(plain.data_ptr()).get(values);
    }
    Reference.reachabilityFence(plain); // or the collector may free it while it is read
    return values;
  }

  /** The values of a tensor of any floating type and layout, row by row. */
  public static double[] doubles(Tensor tensor) {
    Tensor plain = plain(tensor, ScalarType.Double);
    double[] values = new double[Math.toIntExact(plain.numel())];
    if (values.length > 0) { // or there is no address
      new DoublePointer(plain.data_ptr()).get(values);
    }
    Reference.reachabilityFence(plain); // or the collector may free it while it is read
    return values;
  }

  /** The values of an integer tensor, row by row. */
  public static long[] longs(Tensor tensor) {
    Tensor plain = plain(tensor, ScalarType.Long);
    long[] values = new long[Math.toIntExact(plain.numel())];
    if (values.length > 0) { // or there is no address
      new LongPointer(plain.data_ptr()).get(values);
    }
    Reference.reachabilityFence(plain); // or the collector may free it while it is read
    return values;
  }

  /** Whether a tensor holds neither infinite numbers nor NaN. */
  public static boolean areFinite(Tensor tensor) {
    try (PointerScope scope = new PointerScope()) {
      return tensor.detach().isfinite().all().item_bool();
    }
  }

  /** The sides of a tensor. */
  public static long[] shape(Tensor tensor) {
    long[] shape = new long[(int) tensor.dim()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = tensor.size(i);
    }
    return shape;
  }

  /**
   * The raw bytes of a contiguous tensor in host memory, without a copy, in native order.
   *
   * <p>Valid only while {@code tensor} is held.
   *
   * @throws IllegalArgumentException when it lies elsewhere, has holes or takes more than 2 GiB
   */
  public static ByteBuffer bytes(Tensor tensor) {
    long size = tensor.nbytes();
    if (tensor.is_cuda() || !tensor.is_contiguous() || size > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "expected a contiguous tensor in host memory of at most 2 GiB, found %s of %s bytes"
              .formatted(Arrays.toString(shape(tensor)), size));
    }
    if (size == 0) {
      return ByteBuffer.allocate(0); // JavaCPP makes null of it
    }
    return new BytePointer(tensor.data_ptr())
        .capacity(size)
        .asByteBuffer()
        .order(ByteOrder.nativeOrder());
  }

  /** Options for a host tensor of the given type. */
  public static TensorOptions options(ScalarType type) {
    return new TensorOptions(type);
  }

  private static Tensor plain(Tensor tensor, ScalarType type) {
    return tensor.detach().cpu().to(type).contiguous();
  }

  private static void requireCount(int values, long... shape) {
    double count = 1; // which does not overflow, and is exact where it matters
    for (long side : shape) {
      count *= side < 0 ? Double.NaN : side;
    }
    if (count != values) {
      throw new IllegalArgumentException(
          "%s values do not fill the shape %s".formatted(values, Arrays.toString(shape)));
    }
  }

  private static Tensor copied(Pointer data, ScalarType type, long... shape) {
    return torch.from_blob(data, shape, options(type)).clone();
  }
}
