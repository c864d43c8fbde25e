package org.mixsep.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.mixsep.torch.Tensors;

/**
 * The parameters and statistics of a plan's layers, which kernels read and write where they lie:
 * looked at once, before a kernel is made for them. Kernels look at nothing.
 */
final class PlacedVariables {
  private final Memory memory;
  private final List<Place> places = new ArrayList<>();

  /** Where a variable lay when the plan was made. */
  private record Place(Tensor variable, long address) {}

  PlacedVariables(Memory memory) {
    this.memory = memory;
  }

  /**
   * Takes the weight of a convolution.
   *
   * @param groups of channels, each convolved by itself
   * @param map that it goes over
   * @throws IllegalArgumentException when it is not [out, channels of the map / groups, k, k]
   * @throws UnsupportedOperationException when kernels have no way to read it
   */
  void takeKernel(Tensor weight, long groups, MapShape map) {
    long[] shape = Tensors.shape(weight);
    if (shape.length != 4 || shape[1] * groups != map.c() || shape[2] != shape[3]) {
      throw new IllegalArgumentException(
          "a convolution's weight is %s, expected [out, %s, k, k] for maps [N, %s, %s, %s]"
              .formatted(Arrays.toString(shape), map.c(), map.c(), map.h(), map.w()));
    }
    take(weight, MemoryFormat.ChannelsLast);
  }

  /**
   * Takes what a batch norm has of each channel.
   *
   * @param map that it normalises
   * @throws IllegalArgumentException when it is not [channels of the map]
   * @throws UnsupportedOperationException when kernels have no way to read it
   */
  void takePerChannel(String name, Tensor values, MapShape map) {
    long[] shape = Tensors.shape(values);
    if (shape.length != 1 || shape[0] != map.c()) {
      throw new IllegalArgumentException(
          "a batch norm's %s is %s, expected [%s] for maps [N, %s, %s, %s]"
              .formatted(name, Arrays.toString(shape), map.c(), map.c(), map.h(), map.w()));
    }
    take(values, MemoryFormat.Contiguous);
  }

  private void take(Tensor variable, MemoryFormat layout) {
    boolean readable =
        variable.scalar_type().intern() == ScalarType.Float
            && !variable.is_cuda()
            && variable.is_contiguous(layout);
    if (!readable) {
      throw new UnsupportedOperationException("a variable of another type or layout");
    }
    memory.keep(variable.detach()); // its memory is not freed before the plan is
    Tensor sameVariable = memory.keep(new Tensor(variable));
    places.add(new Place(sameVariable, variable.data_ptr().address()));
  }

  /** Whether all lie where they lay: who gives a variable other data needs another plan. */
  boolean areInPlace() {
    for (Place place : places) {
      if (place.variable.data_ptr().address() != place.address) {
        return false;
      }
    }
    return true;
  }
}
