package org.mixsep.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.mixsep.torch.Tensors;
import org.mixsep.training.WeightDecay.Target;

/** Gradient descent against a twin that goes through plain arrays, one value after the other. */
class SgdTest {
  private static final Map<String, long[]> SHAPES = new LinkedHashMap<>();

  static {
    SHAPES.put("filters", new long[] {3, 2, 2, 2});
    SHAPES.put("scale", new long[] {3});
    SHAPES.put("matrix", new long[] {4, 3});
    SHAPES.put("bias", new long[] {4});
  }

  /** Parameters of a network in small, with gradients that depend on the step alone. */
  private static final class Leaves {
    final Map<String, Tensor> parameters = new LinkedHashMap<>();
    final Map<String, float[]> values = new LinkedHashMap<>();
    final Map<String, float[]> momenta = new LinkedHashMap<>();
    private final Random random;

    Leaves(long seed) {
      random = new Random(seed);
      SHAPES.forEach(
          (name, shape) -> {
            Tensor parameter = Tensors.of(drawn(shape), shape);
            values.put(name, Tensors.floats(parameter));
            momenta.put(name, new float[(int) parameter.numel()]);
            parameters.put(name, parameter.set_requires_grad(true));
          });
    }

    float[] drawn(long[] shape) {
      float[] values =
          new float[Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact))];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian();
      }
      return values;
    }

    void step(Sgd sgd, double rate, double momentum, WeightDecay decay, boolean nesterov) {
      SHAPES.forEach(
          (name, shape) -> {
            float[] gradient = drawn(shape);
            parameters.get(name).mutable_grad().put(Tensors.of(gradient, shape));
            double share = decay.target() == Target.ALL || shape.length > 1 ? decay.share() : 0;
            float[] weights = values.get(name);
            float[] buffer = momenta.get(name);
            for (int i = 0; i < weights.length; i++) {
              double g = gradient[i] + share * weights[i];
              double next = momentum * buffer[i] + g;
              weights[i] -= (float) (rate * (nesterov ? g + momentum * next : next));
              buffer[i] = momentum == 0 ? 0 : (float) next;
            }
          });
      sgd.step(rate);
    }
  }

  @Property(tries = 30)
  void equalsTheTwin(
      @ForAll @LongRange(min = 0, max = 999) long seed,
      @ForAll @DoubleRange(min = 0.01, max = 0.5) double rate,
      @ForAll @DoubleRange(max = 0.95) double momentum,
      @ForAll @DoubleRange(max = 0.5) double share,
      @ForAll Target target,
      @ForAll boolean nesterov) {
    Leaves leaves = new Leaves(seed);
    WeightDecay decay = new WeightDecay(share, target);
    Sgd sgd = new Sgd(leaves.parameters, momentum, decay, nesterov);
    for (int step = 0; step < 3; step++) {
      leaves.step(sgd, rate, momentum, decay, nesterov);
    }
    leaves.values.forEach(
        (name, weights) ->
            assertArrayEquals(weights, Tensors.floats(leaves.parameters.get(name)), 1e-5f, name));
    leaves.momenta.forEach(
        (name, buffer) ->
            assertArrayEquals(buffer, Tensors.floats(sgd.momenta().get(name)), 1e-5f, name));
  }

  @Test
  void withoutMomentumNoBufferIsKept() {
    equalsTheTwin(1, 0.1, 0, 0.1, Target.WEIGHTS, false);
  }

  @Test
  void groupsChangeNoBitOfWhatDecaysAlike() {
    Leaves whole = new Leaves(1);
    Leaves parts = new Leaves(1);
    WeightDecay all = WeightDecay.ofAll(0.01);
    WeightDecay weights = new WeightDecay(0.01, Target.WEIGHTS);
    Sgd together = new Sgd(whole.parameters, 0.9, all, true);
    Sgd grouped = new Sgd(parts.parameters, 0.9, weights, true);
    for (int step = 0; step < 3; step++) {
      whole.step(together, 0.1, 0.9, all, true);
      parts.step(grouped, 0.1, 0.9, weights, true);
    }
    for (String name : new String[] {"filters", "matrix"}) {
      assertArrayEquals(
          Tensors.floats(whole.parameters.get(name)),
          Tensors.floats(parts.parameters.get(name)),
          0f,
          name);
    }
  }
}
