package org.mixsep.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  /** Looking a kernel up takes longer than to call it. */
  private final Map<Key, Kernel> kernels = new HashMap<>();

  /** What a kernel is made of. */
  private record Key(Parts parts, List<Integer> signs) {}

  private record Kernel(binary kernel, binary.primitive_desc kind) {}

  /** Matrices that lie one after another in an area. */
  record Parts(long rows, long columns, memory.data_type type) {
    private memory.desc part() {
      return new memory.desc(new long[] {rows, columns}, type, memory.format_tag.ab);
    }

    private memory of(Area area, int number) {
      memory.desc part = part();
      return area.as(part, number * part.get_size());
    }
  }

  Sums(Calls calls) {
    this.calls = calls;
  }

  /**
   * Writes one part as the sum of others, or as a copy of one.
   *
   * @param signs 1, 0 or -1 for each part of {@code from} in order; the first that is not 0 is 1
   * @param number of the part of {@code to}
   */
  void sum(Parts parts, Area from, List<Integer> signs, Area to, int number) {
    List<Integer> terms = new ArrayList<>();
    for (int i = 0; i < signs.size(); i++) {
      if (signs.get(i) != 0) {
        terms.add(i);
      }
    }
    if (terms.size() == 1) {
      calls.reorder(parts.of(from, terms.get(0)), parts.of(to, number));
      return;
    }
    Key key = new Key(parts, terms.stream().map(signs::get).toList());
    Kernel kernel = kernels.computeIfAbsent(key, Sums::kernel);
    List<Argument> arguments = new ArrayList<>();
    for (int i = 0; i < terms.size(); i++) {
      arguments.add(new Argument(argument(i), parts.of(from, terms.get(i))));
    }
    arguments.add(Argument.dst(parts.of(to, number)));
    calls.add(kernel.kernel, kernel.kind, arguments);
  }

  private static Kernel kernel(Key key) {
    List<Integer> signs = key.signs;
    memory.desc part = key.parts.part();
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
