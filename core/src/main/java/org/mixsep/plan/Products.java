package org.mixsep.plan;

import static org.mixsep.plan.Argument.dst;
import static org.mixsep.plan.Argument.src;
import static org.mixsep.plan.Argument.weights;

import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.mixsep.torch.OneDnn;

/** Products of matrices in a plan, many of one size at a time, and the layouts of such matrices. */
final class Products {
  private static final memory.data_type FLOAT = memory.data_type.f32;

  private final Calls calls;

  Products(Calls calls) {
    this.calls = calls;
  }

  /** Each product in place of what lay there. */
  void multiply(memory a, memory b, memory products) {
    multiply(calls.attributes, a, b, products);
  }

  /**
   * Each product in place of what lay there, or added to it.
   *
   * @param adding whether it is added
   */
  void multiplyOrAdd(boolean adding, memory a, memory b, memory products) {
    primitive_attr attributes = Calls.attributes();
    if (adding) {
      post_ops sum = new post_ops();
      sum.append_sum();
      attributes.set_post_ops(sum);
    }
    multiply(attributes, a, b, products);
  }

  /** Matrices of float32 from the left by a transform. */
  void transform(WinogradMatrix by, memory matrices, memory results) {
    multiply(
        calls.areas.in(by.values(), matrices(FLOAT, 1, by.rows(), by.columns())),
        matrices,
        results);
  }

  /** The layout that is the fastest for the second of two matrices. */
  memory.desc bestLayout(memory.desc a, long[] dimensions, memory.desc products) {
    memory.desc any = new memory.desc(dimensions, a.get_data_type(), memory.format_tag.any);
    return kind(a, any, products, calls.attributes).weights_desc();
  }

  private static matmul.primitive_desc kind(
      memory.desc a, memory.desc b, memory.desc products, primitive_attr attributes) {
    return Kernels.compiled(
        new matmul.primitive_desc(OneDnn.engine(), a, b, products, attributes, false));
  }

  private void multiply(primitive_attr attributes, memory a, memory b, memory products) {
    var kind = kind(a.get_desc(), b.get_desc(), products.get_desc(), attributes);
    calls.add(new matmul(kind), kind, src(a), weights(b), dst(products));
  }

  /** Matrices one after another, row by row. */
  static memory.desc matrices(memory.data_type type, long count, long rows, long columns) {
    return strided(type, count, rows, columns, rows * columns, columns, 1);
  }

  /** Matrices that {@link #matrices} describes the transposes of. */
  static memory.desc transposed(memory.data_type type, long count, long rows, long columns) {
    return strided(type, count, rows, columns, rows * columns, 1, rows);
  }

  /** {@code count} matrices of float32 that lie as {@code rows} matrices [count, columns]. */
  static memory.desc byRow(long count, long rows, long columns) {
    return strided(FLOAT, count, rows, columns, columns, count * columns, 1);
  }

  static memory.desc strided(
      memory.data_type type,
      long count,
      long rows,
      long columns,
      long ofMatrix,
      long ofRow,
      long ofColumn) {
    return new memory.desc(
        new long[] {count, rows, columns}, type, new long[] {ofMatrix, ofRow, ofColumn});
  }
}
