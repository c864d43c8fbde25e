package org.mixsep.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.mixsep.torch.Tensors;

/** Muon against a twin that multiplies matrices by plain loops. */
class MuonTest {
  private static final double[] NUMBERS = {3.4445, -4.7750, 2.0315};

  private final Map<String, Tensor> filters = new LinkedHashMap<>();
  private final Map<String, Tensor> others = new LinkedHashMap<>();

  private static double[][] product(double[][] a, double[][] b) {
    double[][] c = new double[a.length][b[0].length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < b[0].length; j++) {
        for (int k = 0; k < b.length; k++) {
          c[i][j] += a[i][k] * b[k][j];
        }
      }
    }
    return c;
  }

  private static double[][] transposed(double[][] a) {
    double[][] t = new double[a[0].length][a.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a[0].length; j++) {
        t[j][i] = a[i][j];
      }
    }
    return t;
  }

  private static double norm(double[][] a) {
    double squares = 0;
    for (double[] row : a) {
      for (double value : row) {
        squares += value * value;
      }
    }
    return Math.sqrt(squares);
  }

  private static double[][] orthogonal(double[][] m, int steps) {
    if (m.length > m[0].length) {
      return transposed(orthogonal(transposed(m), steps));
    }
    double norm = norm(m);
    double[][] x = new double[m.length][m[0].length];
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < x[0].length; j++) {
        x[i][j] = m[i][j] / norm;
      }
    }
    for (int step = 0; step < steps; step++) {
      double[][] s = product(x, transposed(x));
      double[][] first = product(s, x);
      double[][] second = product(s, first);
      for (int i = 0; i < x.length; i++) {
        for (int j = 0; j < x[0].length; j++) {
          x[i][j] = NUMBERS[0] * x[i][j] + NUMBERS[1] * first[i][j] + NUMBERS[2] * second[i][j];
        }
      }
    }
    return x;
  }

  private static double[][] matrix(Tensor filter) {
    float[] values = Tensors.floats(filter);
    double[][] rows = new double[(int) filter.size(0)][(int) (filter.numel() / filter.size(0))];
    for (int i = 0; i < values.length; i++) {
      rows[i / rows[0].length][i % rows[0].length] = values[i];
    }
    return rows;
  }

  private static Tensor drawn(Random random, long... shape) {
    float[] values = new float[(int) (shape[0] * (shape.length > 1 ? shape[1] * 9 : 1))];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return shape.length == 1
        ? Tensors.of(values, shape)
        : Tensors.of(values, shape[0], shape[1], 3, 3).contiguous(MemoryFormat.ChannelsLast);
  }

  @Property(tries = 20)
  void filtersMoveAsTheTwinSays(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 24) int out,
      @ForAll @IntRange(min = 1, max = 3) int in,
      @ForAll @DoubleRange(min = 0, max = 0.95) double momentum,
      @ForAll @IntRange(min = 1, max = 6) int steps) {
    try (PointerScope scope = new PointerScope()) {
      Random random = new Random(seed);
      Tensor filter = drawn(random, out, in);
      double[][] weights = matrix(filter);
      double[][] buffer = new double[out][in * 9];
      Map<String, Tensor> filters = Map.of("w", filter.set_requires_grad(true));
      Muon muon = new Muon(filters, 2, momentum, steps, new Sgd(Map.of(), 0, 0, false));
      for (int step = 0; step < 3; step++) {
        Tensor gradient = drawn(random, out, in);
        filter.mutable_grad().put(gradient);
        move(weights, buffer, matrix(gradient), 0.05, momentum, steps);
        muon.step(0.025);
        assertFalse(filter.grad().defined());
      }
      for (int i = 0; i < out; i++) {
        for (int j = 0; j < in * 9; j++) {
          assertEquals(weights[i][j], matrix(filter)[i][j], 1e-4);
        }
      }
    }
  }

  private static void move(
      double[][] weights,
      double[][] buffer,
      double[][] gradient,
      double rate,
      double momentum,
      int steps) {
    double[][] ahead = new double[weights.length][weights[0].length];
    for (int i = 0; i < weights.length; i++) {
      for (int j = 0; j < weights[0].length; j++) {
        buffer[i][j] = momentum * buffer[i][j] + gradient[i][j];
        ahead[i][j] = gradient[i][j] + momentum * buffer[i][j];
      }
    }
    double[][] taken = orthogonal(ahead, steps);
    double scale = Math.sqrt(weights.length) / norm(weights);
    for (int i = 0; i < weights.length; i++) {
      for (int j = 0; j < weights[0].length; j++) {
        weights[i][j] = weights[i][j] * scale - rate * taken[i][j];
      }
    }
  }

  /** After some steps all singular values of an update are near 1. */
  @Test
  void updatesAreNearlyOrthogonal() {
    try (PointerScope scope = new PointerScope()) {
      Tensor filter = drawn(new Random(3), 8, 2).set_requires_grad(true);
      Muon muon = new Muon(Map.of("w", filter), 1, 0, 8, new Sgd(Map.of(), 0, 0, false));
      filter.mutable_grad().put(drawn(new Random(4), 8, 2));
      double[][] before = matrix(filter);
      double scale = Math.sqrt(8) / norm(before);
      muon.step(1);
      double[][] after = matrix(filter);
      double[][] update = new double[8][18];
      for (int i = 0; i < 8; i++) {
        for (int j = 0; j < 18; j++) {
          update[i][j] = before[i][j] * scale - after[i][j];
        }
      }
      double[][] square = product(update, transposed(update));
      for (int i = 0; i < 8; i++) {
        for (int j = 0; j < 8; j++) {
          assertEquals(i == j ? 1 : 0, square[i][j], 0.6);
        }
      }
    }
  }

  @Test
  void whatIsNoFilterGoesByGradientDescent() {
    try (PointerScope scope = new PointerScope()) {
      Random random = new Random(1);
      filters.put("w", drawn(random, 4, 2).set_requires_grad(true));
      others.put("bias", drawn(random, 4).set_requires_grad(true));
      float[] bias = Tensors.floats(others.get("bias"));
      Sgd sgd = new Sgd(others, 0, WeightDecay.ofAll(0.5), false, Map.of("bias", 3.0));
      Muon muon = new Muon(filters, 1, 0.9, 3, sgd);
      filters.get("w").mutable_grad().put(drawn(random, 4, 2));
      others.get("bias").mutable_grad().put(Tensors.of(new float[] {1, 2, 3, 4}, 4));
      muon.step(0.1);
      for (int i = 0; i < 4; i++) { // the factor leaves the decay alone
        bias[i] -= 0.1f * (3 * (i + 1) + 0.5f * bias[i]);
      }
      assertArrayEquals(bias, Tensors.floats(others.get("bias")), 1e-6f);
      assertEquals(java.util.Set.of("w", "bias"), muon.momenta().keySet());
      assertEquals(java.util.Set.of("w", "bias"), muon.parameters().keySet());
      assertTrue(muon.momenta().get("w").scalar_type().intern() == ScalarType.Float);
    }
  }
}
