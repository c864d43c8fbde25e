package org.mixsep.plan;

import static org.mixsep.plan.Argument.dst;
import static org.mixsep.plan.Argument.src;
import static org.mixsep.plan.Argument.weights;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.plan.Memory.Area;
import org.mixsep.torch.OneDnn;
import org.mixsep.torch.Tensors;

/**
 * The transform of the input of Winograd's F(2x2, 3x3): of each patch of 4x4 values, 2 apart, in
 * rows as in columns four sums or differences of two values. Each is a convolution of every channel
 * by 2x2 factors, which reads maps where they lie and takes what is beyond their border for zeros.
 */
final class Pairs {
  /**
   * Two values in a row or column of a patch, whose first value is one before the map.
   *
   * @param start number of the first, 0 to 2
   * @param apart how far the second is from it
   * @param first factor of the first, and {@code second} of the second
   */
  private record Pair(int start, int apart, float first, float second) {
    /**
     * How far it reaches beyond a map.
     *
     * @param side of the map
     * @param patches in a row or column
     */
    Reach reach(long side, long patches) {
      int before = start == 0 ? 1 : 0;
      long last = 2 * (patches - 1) + apart - before;
      return new Reach(before, apart, (int) Math.max(0, last + 1 - side));
    }
  }

  private static final List<Pair> PAIRS =
      List.of(
          new Pair(0, 2, 1, -1),
          new Pair(1, 1, 0.5f, 0.5f),
          new Pair(1, 1, -0.5f, 0.5f),
          new Pair(1, 2, -1, 1));

  /** What a kernel knows of a pair. */
  private record Reach(int before, int apart, int after) {}

  /** What a kernel is made of. */
  private record Key(MapShape from, MapShape to, Reach rows, Reach columns) {}

  private record Kernel(convolution_forward kernel, convolution_forward.primitive_desc kind) {}

  /** What the factors of a kernel are made of. */
  private record FactorsKey(Key kernel, Pair row, Pair column) {}

  private final Calls calls;

  /** Looking a kernel up takes longer than to call it. */
  private final Map<Key, Kernel> kernels = new HashMap<>();

  private final Map<FactorsKey, memory> factors = new HashMap<>();

  Pairs(Calls calls) {
    this.calls = calls;
  }

  /**
   * From maps to 16 maps, one after another, with a value of each patch.
   *
   * @param shape of the maps, which begin {@code offset} bytes after {@code from} does
   * @param patches shape of each of the 16 maps
   */
  void transform(Area from, long offset, MapShape shape, MapShape patches, Area to) {
    long at = 0;
    for (Pair row : PAIRS) {
      for (Pair column : PAIRS) {
        Reach rows = row.reach(shape.h(), patches.h());
        Key key = new Key(shape, patches, rows, column.reach(shape.w(), patches.w()));
        Kernel kernel = kernels.computeIfAbsent(key, this::kernel);
        memory given =
            factors.computeIfAbsent(
                new FactorsKey(key, row, column),
                made -> factors(row, column, shape.c(), kernel.kind.weights_desc()));
        calls.add(
            kernel.kernel,
            kernel.kind,
            src(from.as(shape.map(), offset)),
            weights(given),
            dst(to.as(patches.map(), at)));
        at += patches.map().get_size();
      }
    }
  }

  private Kernel kernel(Key key) {
    MapShape shape = key.from;
    Reach rows = key.rows;
    Reach columns = key.columns;
    var kind =
        Kernels.compiled(
            new convolution_forward.primitive_desc(
                OneDnn.engine(),
                dnnl.prop_kind.forward_inference.value,
                dnnl.algorithm.convolution_direct.value,
                shape.map(),
                new memory.desc(factors(shape.c()), shape.type(), memory.format_tag.any),
                key.to.map(),
                new long[] {2, 2},
                new long[] {rows.apart - 1, columns.apart - 1},
                new long[] {rows.before, columns.before},
                new long[] {rows.after, columns.after},
                calls.attributes,
                false));
    return new Kernel(new convolution_forward(kind), kind);
  }

  private static long[] factors(long channels) {
    return new long[] {channels, 1, 1, 2, 2};
  }

  /** The same factors for each channel, in the kernel's own layout. */
  private memory factors(Pair row, Pair column, long channels, memory.desc kind) {
    float[] values = new float[(int) channels * 4];
    for (int i = 0; i < values.length; i += 4) {
      values[i] = row.first * column.first;
      values[i + 1] = row.first * column.second;
      values[i + 2] = row.second * column.first;
      values[i + 3] = row.second * column.second;
    }
    memory.desc plain =
        new memory.desc(factors(channels), memory.data_type.f32, memory.format_tag.abcde);
    Tensor given = Tensors.of(values, values.length);
    Tensor laidOut = calls.areas.keep(Tensors.bytes(kind.get_size()).zero_());
    memory factors = calls.areas.in(laidOut, kind);
    Kernels.reorder(new memory(plain, OneDnn.engine(), given.data_ptr()), factors);
    return factors;
  }
}
