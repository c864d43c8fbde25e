package org.mixsep.plan;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.primitive_desc_base;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.plan.BlockPlan.Call;
import org.mixsep.plan.BlockPlan.Gradient;
import org.mixsep.plan.BlockPlan.Step;
import org.mixsep.plan.Memory.Area;
import org.mixsep.torch.OneDnn;

/** The calls of a plan as they are written down: those of the forward pass, then those back. */
final class Calls {
  final Memory areas;
  final primitive_attr attributes = attributes();
  private final List<Step> forward = new ArrayList<>();
  private final List<Step> backward = new ArrayList<>();
  private final List<Gradient> gradients = new ArrayList<>();
  private List<Step> now = forward;

  Calls(Workspace workspace) {
    this.areas = new Memory(workspace);
  }

  /** Lays out the memory of all calls. */
  void allocate() {
    areas.allocate(forward.size());
  }

  /** What all kernels have in common. */
  static primitive_attr attributes() {
    primitive_attr attributes = new primitive_attr();
    attributes.set_scratchpad_mode(dnnl.scratchpad_mode.user.value);
    return attributes;
  }

  List<Step> forward() {
    return forward;
  }

  List<Step> backward() {
    return backward;
  }

  /** From here on all calls are of the backward pass. */
  void turn() {
    now = backward;
  }

  List<Gradient> gradients() {
    return gradients;
  }

  /** Adds a call of a kernel. */
  void add(primitive kernel, primitive_desc_base kind, Argument... arguments) {
    add(kernel, kind, List.of(arguments));
  }

  /** Adds a call of a kernel. */
  void add(primitive kernel, primitive_desc_base kind, List<Argument> arguments) {
    int time = forward.size() + backward.size();
    IntMemoryMap map = areas.keep(new IntMemoryMap());
    for (Argument argument : arguments) {
      areas.use(argument.view(), time);
      map.put(argument.number(), argument.view());
    }
    memory.desc scratchpad = kind.scratchpad_desc();
    if (scratchpad.get_size() > 0) {
      map.put(dnnl.DNNL_ARG_SCRATCHPAD, areas.scratchpad(scratchpad));
    }
    now.add(new Call(areas.keep(kernel), map));
  }

  /** Adds what is no kernel, and writes only to where no area lies. */
  void add(Step step) {
    now.add(step);
  }

  /** Copies values to where they are to be laid out otherwise. */
  void reorder(memory from, memory to) {
    var kernel =
        new reorder.primitive_desc(
            OneDnn.engine(), from.get_desc(), OneDnn.engine(), to.get_desc(), attributes, false);
    add(
        new reorder(kernel),
        kernel,
        new Argument(dnnl.DNNL_ARG_FROM, from),
        new Argument(dnnl.DNNL_ARG_TO, to));
  }

  /** The sum of two maps. */
  void sum(memory.desc map, Area a, Area b, Area sum) {
    sum(map, a, b, sum, attributes);
  }

  /**
   * The sum of two maps, and what is done to it in the same pass.
   *
   * @param with what that is, made from {@link #attributes()}
   */
  void sum(memory.desc map, Area a, Area b, Area sum, primitive_attr with) {
    var kernel =
        Kernels.compiled(
            new binary.primitive_desc(
                OneDnn.engine(), dnnl.algorithm.binary_add.value, map, map, map, with, false));
    add(
        new binary(kernel),
        kernel,
        new Argument(dnnl.DNNL_ARG_SRC_0, a.as(map)),
        new Argument(dnnl.DNNL_ARG_SRC_1, b.as(map)),
        Argument.dst(sum.as(map)));
  }

  /** Whether the backward pass reads or writes an area. */
  boolean goesBackThrough(Area area) {
    return area.isUsedFrom(forward.size());
  }

  /** Where the gradient of a parameter is to be written. */
  Area gradient(Tensor parameter) {
    Area area = areas.outside();
    gradients.add(new Gradient(parameter, area));
    return area;
  }
}
