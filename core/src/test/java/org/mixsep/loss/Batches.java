package org.mixsep.loss;

import java.util.Random;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Precision;
import org.mixsep.torch.Tensors;

/** Drawn batches, and values and gradients of losses on them. */
final class Batches {
  static final Compute CPU = new Compute(false, Precision.FLOAT32);

  private Batches() {}

  /**
   * @param rows [N][d], logits, embeddings or features
   * @param weight [classes][d]
   */
  record Batch(double[][] rows, double[][] weight, int[] labels, int classes) {
    Targets targets() {
      return Targets.of(labels, classes, CPU);
    }

    Batch with(double[][] other) {
      return new Batch(other, weight, labels, classes);
    }

    /** Every value through a function. */
    Batch map(Function<Double, Double> function) {
      double[][] mapped = new double[rows.length][];
      for (int i = 0; i < rows.length; i++) {
        mapped[i] = new double[rows[i].length];
        for (int k = 0; k < rows[i].length; k++) {
          mapped[i][k] = function.apply(rows[i][k]);
        }
      }
      return with(mapped);
    }

    /** The images in another order. */
    Batch inOrder(int[] order) {
      double[][] moved = new double[order.length][];
      int[] theirs = new int[order.length];
      for (int i = 0; i < order.length; i++) {
        moved[i] = rows[order[i]];
        theirs[i] = labels[order[i]];
      }
      return new Batch(moved, weight, theirs, classes);
    }
  }

  record Result(double value, double[] gradient) {}

  /** Rows of as many values as there are classes where {@code square}, or else of 1 to 5. */
  static Arbitrary<Batch> batches(boolean square) {
    return Combinators.combine(
            Arbitraries.integers().between(1, 24),
            Arbitraries.integers().between(2, 6),
            Arbitraries.integers().between(1, 5),
            Arbitraries.longs())
        .as((n, classes, d, seed) -> draw(n, classes, square ? classes : d, seed));
  }

  static Batch draw(int n, int classes, int d, long seed) {
    Random random = new Random(seed);
    return new Batch(
        gaussian(random, n, d),
        gaussian(random, classes, d),
        random.ints(n, 0, classes).toArray(),
        classes);
  }

  private static double[][] gaussian(Random random, int rows, int columns) {
    double[][] values = new double[rows][columns];
    for (double[] row : values) {
      for (int k = 0; k < columns; k++) {
        row[k] = 1.5 * random.nextGaussian();
      }
    }
    return values;
  }

  /** A random order of the images. */
  static int[] order(int n, long seed) {
    Integer[] places = new Integer[n];
    java.util.Arrays.setAll(places, i -> i);
    java.util.Collections.shuffle(java.util.Arrays.asList(places), new Random(seed));
    return java.util.Arrays.stream(places).mapToInt(i -> i).toArray();
  }

  static Tensor tensor(double[][] rows) {
    double[] flat =
        java.util.Arrays.stream(rows).flatMapToDouble(java.util.Arrays::stream).toArray();
    return Tensors.of(flat, rows.length, rows[0].length);
  }

  /** The value of a loss of the rows, and its gradient by them. */
  static Result evaluate(Batch batch, Function<Tensor, Tensor> loss) {
    try (PointerScope scope = new PointerScope()) {
      Tensor rows = tensor(batch.rows).requires_grad_(true);
      Tensor value = loss.apply(rows);
      value.backward();
      Tensor gradient = rows.grad();
      return new Result(
          value.item_double(),
          Tensors.doubles(gradient.defined() ? gradient : torch.zeros_like(rows.detach())));
    }
  }

  /**
   * The slope of a twin's value by one entry; NaN where halves of the step differ, as at a kink.
   */
  static double slope(Batch batch, int i, int k, Function<double[][], Double> twin) {
    double step = 1e-6;
    double up = twin.apply(moved(batch.rows, i, k, step));
    double down = twin.apply(moved(batch.rows, i, k, -step));
    double here = twin.apply(batch.rows);
    double slope = (up - down) / (2 * step);
    double unequal = Math.abs((up - here) - (here - down)) / step;
    return unequal < 1e-3 * Math.max(1, Math.abs(slope)) ? slope : Double.NaN;
  }

  private static double[][] moved(double[][] rows, int i, int k, double by) {
    double[][] moved = rows.clone();
    moved[i] = rows[i].clone();
    moved[i][k] += by;
    return moved;
  }
}
