package org.mixsep.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Initializer;
import org.mixsep.torch.Precision;
import org.mixsep.torch.Tensors;
import org.mixsep.torch.Variables;

/** Averages against a twin that goes through plain arrays. */
class WeightAverageTest {
  private static Map<String, float[]> values(Variables variables) {
    Map<String, float[]> values = new LinkedHashMap<>();
    variables.all().forEach((name, tensor) -> values.put(name, Tensors.floats(tensor)));
    return values;
  }

  private static void follow(
      Map<String, float[]> averages, Map<String, float[]> weights, double kept) {
    averages.forEach(
        (name, average) -> {
          for (int i = 0; i < average.length; i++) {
            average[i] = (float) (kept * average[i] + (1 - kept) * weights.get(name)[i]);
          }
        });
  }

  private static void assertClose(Map<String, float[]> expected, Variables found) {
    assertEquals(expected.keySet(), found.all().keySet());
    values(found)
        .forEach((name, values) -> assertArrayEquals(expected.get(name), values, 1e-5f, name));
  }

  @Property(tries = 8)
  void equalsTheTwinThroughATraining(
      @ForAll @DoubleRange(min = 0.01, max = 0.9) double decay,
      @ForAll @IntRange(min = 1, max = 4) int every) {
    SmallTraining training = SmallTraining.averaged(1, decay, every);
    Map<String, float[]> expected = values(training.variables);
    for (int t = 1; t <= 9; t++) {
      training.trainTo(t);
      if (t % every == 0) {
        double kept = 1;
        for (int i = 0; i < every; i++) {
          kept *= Math.min(decay, (1.0 + t) / (10.0 + t));
        }
        follow(expected, values(training.variables), kept);
      }
      assertClose(expected, training.averages());
    }
  }

  @Test
  void lateUpdatesKeepTheDecayItself() {
    Variables trained = variables(1);
    Variables averaged = variables(2);
    WeightAverage average = new WeightAverage(trained, averaged, 0.75, 1);
    Map<String, float[]> expected = values(averaged);
    average.follow(26); // 27 / 36 = 0.75
    follow(expected, values(trained), 0.75);
    assertClose(expected, averaged);
    average.follow(1_000_000);
    follow(expected, values(trained), 0.75);
    assertClose(expected, averaged);
  }

  @Test
  void itStartsFromWhatTheNetworkStartsFrom() {
    Variables trained = variables(1);
    Variables averaged = variables(2);
    WeightAverage average = new WeightAverage(trained, averaged, 0.9, 1);
    average.restart();
    values(averaged)
        .forEach((name, v) -> assertArrayEquals(values(trained).get(name), v, 0f, name));
  }

  @Test
  void trainingDoesNotFeelIt() {
    SmallTraining plain = new SmallTraining(1, 0.1, 0.01, false);
    SmallTraining averaged = SmallTraining.averaged(1, 0.9, 2);
    plain.trainTo(6);
    averaged.trainTo(6);
    Map<String, float[]> found = averaged.weights();
    plain.weights().forEach((name, w) -> assertArrayEquals(w, found.get(name), 0f, name));
    String name = "block4.conv1.weight";
    assertFalse(Arrays.equals(found.get(name), found.get("average of " + name)));
  }

  @Test
  void anotherNetworkIsRefused() {
    Variables other = new Variables(new Compute(false, Precision.FLOAT32), 1);
    other.root().parameter("other", Initializer.constant(0), 3);
    assertThrows(
        IllegalArgumentException.class, () -> new WeightAverage(variables(1), other, 0.9, 1));
    Variables wider = new Variables(new Compute(false, Precision.FLOAT32), 1);
    wider.root().parameter("other", Initializer.constant(0), 1);
    assertThrows(IllegalArgumentException.class, () -> new WeightAverage(other, wider, 0.9, 1));
  }

  /** A filter laid out channels last, a bias and a buffer. */
  private static Variables variables(long seed) {
    Variables variables = new Variables(new Compute(false, Precision.FLOAT32), seed);
    Variables.Scope scope = variables.root();
    scope.parameter("filter", Initializer.uniform(1), 4, 3, 2, 2);
    scope.parameter("bias", Initializer.uniform(1), 5);
    scope.buffer("mean", seed, 5);
    return variables;
  }
}
