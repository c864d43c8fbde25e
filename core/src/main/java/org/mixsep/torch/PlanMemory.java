package org.mixsep.torch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;

/**
 * The memory of a {@link BlockPlan}: areas laid out once, one after another, in a single tensor,
 * which the kernels of every step write anew.
 */
final class PlanMemory {
  private static final long ALIGNMENT = 64;

  private final List<Area> areas = new ArrayList<>();
  private final Map<Long, List<Area>> released = new HashMap<>();
  private final Area scratchpad = new Area(0);
  private Tensor tensor;

  /** Some bytes that kernels see as maps, weights or other things. */
  static final class Area {
    private final List<memory> views = new ArrayList<>();
    private long size;
    private int holders = 1;

    private Area(long size) {
      this.size = size;
    }

    /** The area as what {@code kind} describes. */
    memory as(memory.desc kind) {
      memory view = OneDnn.kept(new memory(kind, OneDnn.engine(), (Pointer) null));
      views.add(view);
      return view;
    }

    /** Lets the area be where {@code data} is. */
    void point(Pointer data) {
      for (memory view : views) {
        view.set_data_handle(data);
      }
    }

    void point(Tensor data) {
      point(data.data_ptr());
    }

    /** Counts one more who needs the values. */
    Area held() {
      holders++;
      return this;
    }

    boolean isShared() {
      return holders > 1;
    }
  }

  /** An area whose values outlive the pass. */
  Area keep(memory.desc kind) {
    Area area = new Area(kind.get_size());
    areas.add(area);
    return area;
  }

  /** An area for values that {@link #release} ends; it may have held others before. */
  Area borrow(memory.desc kind) {
    List<Area> free = released.getOrDefault(kind.get_size(), List.of());
    if (free.isEmpty()) {
      return keep(kind);
    }
    Area area = free.remove(free.size() - 1);
    area.holders = 1;
    return area;
  }

  /** An area that lies elsewhere in every step. */
  static Area outside() {
    return new Area(-1);
  }

  /** Has an area lie outside, as {@link #outside}. */
  void leaveOut(Area area) {
    areas.remove(area);
    area.size = -1;
  }

  /** Tells that one of those who need the values has done. */
  void release(Area area) {
    area.holders--;
    if (area.holders == 0 && area.size >= 0) {
      released.computeIfAbsent(area.size, size -> new ArrayList<>()).add(area);
    }
  }

  /** What all kernels use for their own purposes, one after another. */
  memory scratchpad(memory.desc kind) {
    scratchpad.size = Math.max(scratchpad.size, kind.get_size());
    return scratchpad.as(kind);
  }

  /** Lays out the areas asked for, filled with zeros. */
  void allocate() {
    areas.add(scratchpad);
    long size = ALIGNMENT;
    for (Area area : areas) {
      size += aligned(area.size);
    }
    tensor = Tensors.bytes(size).zero_();
    tensor.retainReference();
    long start = aligned(tensor.data_ptr().address()) - tensor.data_ptr().address();
    for (Area area : areas) {
      area.point(new BytePointer(tensor.data_ptr()).position(start));
      start += aligned(area.size);
    }
  }

  private static long aligned(long size) {
    return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }
}
