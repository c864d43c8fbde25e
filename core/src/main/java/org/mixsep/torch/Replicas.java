package org.mixsep.torch;

import java.util.Collection;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * The processes that train one network together, each with a share of every batch, seen from one of
 * them. Each holds all weights, and takes the same steps at the same time.
 *
 * <p>All of them call the same methods in the same order, with tensors of the same shapes, types
 * and layouts: that is the caller's to see to. Nothing here may therefore depend on what only one
 * process knows. To be used by one thread at a time.
 */
public interface Replicas {
  /** A process on its own, which passes everything through. */
  Replicas ALONE = new Alone();

  /** Number of this process, in {0..size-1}. */
  int rank();

  /** Number of processes, at least 1. */
  int size();

  /** Whether this is the process that records what all do. */
  default boolean isFirst() {
    return rank() == 0;
  }

  /** Whether there are no others. */
  default boolean isAlone() {
    return size() == 1;
  }

  /**
   * The rows of all processes, by rank. A gradient goes into the own ones only, where they are: the
   * others compute the same of theirs.
   *
   * @param rows [n, k], of every process as many
   * @return [n size, k], contiguous
   */
  Tensor gather(Tensor rows);

  /**
   * Adds up, in place, what all processes have; all have the same bytes then.
   *
   * @param values contiguous in some order of dimensions
   */
  void sum(Tensor values);

  /** Gives all processes, in place, what the first one has. */
  void copyFirst(Tensor values);

  /** Whether any of the processes says so. */
  boolean any(boolean own);

  /**
   * Begins to add up gradients that are complete, while others are still computed. Nothing may
   * touch them before {@link #finish}.
   *
   * @param parameters that have these gradients
   * @param gradients the memory that holds them all, [values]
   */
  void begin(List<Tensor> parameters, Tensor gradients);

  /**
   * Adds up all gradients that were not begun with, and waits for all.
   *
   * @param parameters with a gradient each, or none at all
   * @param more values that are added up along with them, on the processor, [values]; changed in
   *     place
   */
  void finish(Collection<Tensor> parameters, Tensor more);

  /**
   * What a failure comes from: a failure to reach another process, which native code between may
   * have made something else of; or else the failure itself.
   */
  RuntimeException cause(RuntimeException failure);

  /** The one of {@link #ALONE}. */
  final class Alone implements Replicas {
    private Alone() {}

    @Override
    public int rank() {
      return 0;
    }

    @Override
    public int size() {
      return 1;
    }

    @Override
    public Tensor gather(Tensor rows) {
      return rows;
    }

    @Override
    public void sum(Tensor values) {}

    @Override
    public void copyFirst(Tensor values) {}

    @Override
    public boolean any(boolean own) {
      return own;
    }

    @Override
    public void begin(List<Tensor> parameters, Tensor gradients) {}

    @Override
    public void finish(Collection<Tensor> parameters, Tensor more) {}

    @Override
    public RuntimeException cause(RuntimeException failure) {
      return failure;
    }
  }
}
