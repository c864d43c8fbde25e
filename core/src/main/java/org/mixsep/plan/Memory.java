package org.mixsep.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.torch.OneDnn;
import org.mixsep.torch.Tensors;

/**
 * The memory of a {@link BlockPlan}: areas laid out once, which the kernels of every step write
 * anew. Areas share a place where their calls' times allow it. What lasts from the forward pass to
 * the backward pass lies in a tensor of the plan's own, what passes in a {@link Workspace}.
 */
final class Memory implements AutoCloseable {
  private static final long ALIGNMENT = 64;

  private final List<Area> areas = new ArrayList<>();
  private final Map<memory, Area> areaOf = new IdentityHashMap<>();
  private final Map<Object, Area> zeros = new HashMap<>();
  private final List<Pointer> kept = new ArrayList<>();
  private final Area scratchpad = new Area(0).always();
  private final Workspace workspace;
  private List<Area> passing = List.of();

  Memory(Workspace workspace) {
    this.workspace = workspace;
  }

  /** Some bytes that kernels see as maps, weights or other things. */
  final class Area {
    private final Map<memory, Long> views = new IdentityHashMap<>();
    private long size;
    private long seen;
    private long start;
    private int first = Integer.MAX_VALUE;
    private int last = -1;

    private Area(long size) {
      this.size = size;
    }

    private Area always() {
      first = 0;
      last = Integer.MAX_VALUE;
      return this;
    }

    /** The area as what {@code kind} describes. */
    memory as(memory.desc kind) {
      return as(kind, 0);
    }

    /**
     * A part of the area.
     *
     * @param offset bytes before it
     */
    memory as(memory.desc kind, long offset) {
      memory view = keep(new memory(kind, OneDnn.engine(), (Pointer) null));
      views.put(view, offset);
      seen = Math.max(seen, offset + kind.get_size());
      areaOf.put(view, this);
      return view;
    }

    /**
     * Lets the area be where {@code data} is.
     *
     * @throws IllegalArgumentException when kernels see more bytes than it has
     */
    void point(Tensor data) {
      if (data.nbytes() < seen) {
        throw new IllegalArgumentException(
            "a tensor of %s bytes where a plan's kernels see %s".formatted(data.nbytes(), seen));
      }
      point(data.data_ptr());
    }

    private void point(Pointer data) {
      BytePointer bytes = new BytePointer(data);
      views.forEach((view, offset) -> view.set_data_handle(bytes.getPointer(offset)));
    }

    private long end() {
      return start + (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    /** Whether a call uses it, of this number or a later one. */
    boolean isUsedFrom(int call) {
      return last >= call;
    }

    private boolean lastsOver(int turn) {
      return first < turn && last >= turn;
    }

    private boolean livesWith(Area other) {
      return first <= other.last && other.first <= last;
    }
  }

  /** An area that holds its values from the first call that uses it to the last. */
  Area area(memory.desc kind) {
    Area area = new Area(kind.get_size());
    areas.add(area);
    return area;
  }

  /**
   * An area that is zeros at first. One key has one area: its users write to the same places of it,
   * so that the others stay zeros.
   *
   * @param key what its users have in common
   */
  Area zeros(Object key, memory.desc kind) {
    return zeros.computeIfAbsent(key, unused -> area(kind).always());
  }

  /** An area in another tensor, which it is to be pointed to. */
  Area outside() {
    return new Area(0);
  }

  /** A tensor that stays where it is, as what {@code kind} describes. */
  memory in(Tensor tensor, memory.desc kind) {
    Area area = outside();
    memory view = area.as(kind);
    area.point(tensor);
    return view;
  }

  /** Gives an area no place here: it is pointed to another tensor later. */
  void leaveOut(Area area) {
    areas.remove(area);
  }

  /** What all kernels use for their own purposes, one after another. */
  memory scratchpad(memory.desc kind) {
    scratchpad.size = Math.max(scratchpad.size, kind.get_size());
    return scratchpad.as(kind);
  }

  /**
   * Tells that a call uses an area.
   *
   * @param call its number in the order of time
   */
  void use(memory view, int call) {
    Area area = areaOf.get(view);
    area.first = Math.min(area.first, call);
    area.last = Math.max(area.last, call);
  }

  /**
   * Lays out the areas; those that last are filled with zeros.
   *
   * @param turn number of the backward pass's first call
   */
  void allocate(int turn) {
    Map<Boolean, List<Area>> byLasting =
        areas.stream().collect(Collectors.partitioningBy(area -> area.lastsOver(turn)));
    List<Area> lasting = byLasting.get(true);
    Tensor tensor = keep(Tensors.bytes(layOut(lasting)).zero_());
    place(lasting, tensor);
    passing = new ArrayList<>(byLasting.get(false));
    passing.add(scratchpad);
    workspace.join(this, layOut(passing));
  }

  /** Has the areas that pass lie in {@code workspace}. */
  void pass(Tensor workspace) {
    place(passing, workspace);
  }

  private static void place(List<Area> areas, Tensor memory) {
    Pointer data = memory.data_ptr();
    long aligned = -data.address() & ALIGNMENT - 1;
    areas.forEach(area -> area.point(new BytePointer(data).position(aligned + area.start)));
  }

  /** The largest first, each at the first place free; returns how many bytes they take. */
  private static long layOut(List<Area> areas) {
    List<Area> placed = new ArrayList<>();
    long size = 0;
    List<Area> largestFirst =
        areas.stream()
            .sorted(Comparator.comparingLong((Area area) -> area.size).reversed())
            .toList();
    for (Area area : largestFirst) {
      List<Area> inTheWay =
          placed.stream()
              .filter(area::livesWith)
              .sorted(Comparator.comparingLong(other -> other.start))
              .toList();
      for (Area other : inTheWay) {
        if (area.end() > other.start) {
          area.start = Math.max(area.start, other.end());
        }
      }
      placed.add(area);
      size = Math.max(size, area.end());
    }
    return size + ALIGNMENT;
  }

  /** Keeps what lives as long as the plan. */
  <P extends Pointer> P keep(P pointer) {
    kept.add(Kernels.kept(pointer));
    return pointer;
  }

  /** Gives the memory back, and all that was kept; no call may use it from then on. */
  @Override
  public void close() {
    workspace.leave(this);
    kept.forEach(Pointer::releaseReference);
    kept.clear();
  }
}
