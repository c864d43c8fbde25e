package org.mixsep.plan;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.mixsep.plan.Memory.Area;
import org.mixsep.torch.OneDnn;

/** Sums and differences of several parts of an area, in one pass, rounded once. */
final class Sums {
  private final Calls calls;
  private final long rows;
  private final long columns;
  private final memory.desc part;

  /** Of parts that are matrices. */
  Sums(Calls calls, long rows, long columns, memory.data_type type) {
    this.calls = calls;
    this.rows = rows;
    this.columns = columns;
    this.part = new memory.desc(new long[] {rows, columns}, type, memory.format_tag.ab);
  }

  /**
   * Writes one part as the sum of others, or as a copy of one.
   *
   * @param signs 1, 0 or -1 for each part of {@code from} in order; the first that is not 0 is 1
   * @param number of the part of {@code to}
   */
  void sum(Area from, List<Integer> signs, Area to, int number) {
    List<Integer> terms = new ArrayList<>();
    for (int i = 0; i < signs.size(); i++) {
      if (signs.get(i) != 0) {
        terms.add(i);
      }
    }
    if (terms.size() == 1) {
      calls.reorder(part(from, terms.get(0)), part(to, number));
      return;
    }
    List<Integer> ofTerms = terms.stream().map(signs::get).toList();
    Kernel kernel = calls.shared(List.of(rows, columns, ofTerms), () -> kernel(ofTerms));
    List<Object> arguments = new ArrayList<>();
    for (int i = 0; i < terms.size(); i++) {
      arguments.add(argument(i));
      arguments.add(part(from, terms.get(i)));
    }
    arguments.add(dnnl.DNNL_ARG_DST);
    arguments.add(part(to, number));
    calls.add(kernel.kernel, kernel.kind, arguments.toArray());
  }

  private memory part(Area area, int number) {
    return area.as(part, number * part.get_size());
  }

  private record Kernel(binary kernel, binary.primitive_desc kind) {}

  private Kernel kernel(List<Integer> signs) {
    post_ops others = new post_ops();
    signs.stream().skip(2).forEach(sign -> others.append_binary(algorithm(sign), part));
    primitive_attr attributes = Calls.attributes();
    attributes.set_post_ops(others);
    var kind =
        Kernels.compiled(
            new binary.primitive_desc(
                OneDnn.engine(), algorithm(signs.get(1)), part, part, part, attributes, false));
    return new Kernel(new binary(kind), kind);
  }

  private static int algorithm(int sign) {
    return (sign > 0 ? dnnl.algorithm.binary_add : dnnl.algorithm.binary_sub).value;
  }

  private static int argument(int term) {
    return switch (term) {
      case 0 -> dnnl.DNNL_ARG_SRC_0;
      case 1 -> dnnl.DNNL_ARG_SRC_1;
      default -> dnnl.DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE * (term - 1) | dnnl.DNNL_ARG_SRC_1;
    };
  }
}
