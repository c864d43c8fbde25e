package org.mixsep.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mixsep.Fixtures;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Precision;
import org.mixsep.torch.Tensors;

/** The loss against golden values computed by plain loops. */
class LossFixtureTest {
  private static final Compute CPU = new Compute(false, Precision.FLOAT32);

  static Stream<Arguments> cases() {
    List<Arguments> cases = new ArrayList<>();
    for (JsonNode fixture : Fixtures.read("loss.json")) {
      for (PairDistance distance : PairDistance.values()) {
        cases.add(Arguments.of(fixture.path("name").asText(), distance, fixture));
      }
    }
    return cases.stream();
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("cases")
  void matchesInFloat64(String name, PairDistance distance, JsonNode fixture) {
    check(fixture, distance, ScalarType.Double, 1e-9);
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("cases")
  void matchesInFloat32(String name, PairDistance distance, JsonNode fixture) {
    // This case's inputs, about 300 with differences of 0.01, are rounded by float32 themselves.
    double tolerance = name.equals("tight_cluster_far_from_origin") ? 2e-3 : 1e-4;
    check(fixture, distance, ScalarType.Float, tolerance);
  }

  @Test
  void thresholdFollowsTheSchedule() {
    JsonNode fixture = Fixtures.read("threshold_schedule.json");
    AdaptiveThreshold rule =
        new AdaptiveThreshold(
            fixture.path("start").asDouble(),
            fixture.path("window").asInt(),
            fixture.path("factor").asDouble(),
            fixture.path("tolerance").asDouble(),
            fixture.path("absolute_tolerance").asDouble());
    double[] within = Fixtures.flat(fixture.path("within_loss"));
    double[] expected = Fixtures.flat(fixture.path("xi_after"));
    AdaptiveThreshold.State state = rule.initial();
    for (int i = 0; i < within.length; i++) {
      state = rule.after(state, within[i]);
      assertEquals(expected[i], state.xi(), 1e-9, "after iteration " + i);
    }
    assertTrue(state.xi() < rule.start(), "the schedule never shrank the threshold");
  }

  /** By pairs in loops, as small batches are computed, and by groups of classes, as large ones. */
  private static void check(
      JsonNode fixture, PairDistance distance, ScalarType type, double tolerance) {
    check(fixture, distance, type, tolerance, Long.MAX_VALUE);
    check(fixture, distance, type, tolerance, 0);
  }

  private static void check(
      JsonNode fixture, PairDistance distance, ScalarType type, double tolerance, long few) {
    int[] labels =
        Arrays.stream(Fixtures.flat(fixture.path("labels"))).mapToInt(d -> (int) d).toArray();
    int classes = fixture.path("classes").asInt();
    JsonNode expected = fixture.path("expected").path(distance.name().toLowerCase(Locale.ROOT));
    var loss =
        new MixtureSeparabilityLoss(
            new WithinClassLoss(distance, FeatureSpace.LOGITS, Reduction.SUM), 1);
    try (PointerScope scope = new PointerScope()) {
      double[] values = Fixtures.flat(fixture.path("logits"));
      Tensor logits = Tensors.of(values, labels.length, classes).to(type).requires_grad_(true);
      Targets targets = Targets.of(labels, classes, CPU, few);
      LossTerms terms = loss.of(logits, targets, fixture.path("xi").asDouble());
      terms.total().backward();

      assertClose("between", expected.path("between"), terms.between(), tolerance);
      assertClose("within", expected.path("within"), terms.within(), tolerance);
      assertClose("total", expected.path("total"), terms.total(), tolerance);
      assertClose("gradient", expected.path("grad_total"), logits.grad(), tolerance);
      double[] distances = new double[classes];
      if (terms.classDistances() != null) {
        double[] found = Tensors.doubles(terms.classDistances());
        IntStream.range(0, found.length)
            .forEach(r -> distances[targets.pairedClasses()[r]] = found[r]);
      }
      assertClose("class distances", expected.path("class_distance"), distances, tolerance);
      double pairs = Arrays.stream(Fixtures.flat(expected.path("pairs"))).sum();
      assertEquals(pairs, targets.pairs());
    }
  }

  private static void assertClose(String what, JsonNode expected, Tensor found, double tolerance) {
    assertClose(what, expected, Tensors.doubles(found), tolerance);
  }

  /** Relative to the largest value, so that near-zeros among large ones are not held to noise. */
  private static void assertClose(
      String what, JsonNode expected, double[] found, double tolerance) {
    double[] golden = Fixtures.flat(expected);
    assertEquals(golden.length, found.length, what);
    double scale = Math.max(1e-3, Arrays.stream(golden).map(Math::abs).max().orElse(0));
    for (int i = 0; i < golden.length; i++) {
      assertEquals(golden[i], found[i], tolerance * scale, what + " at " + i);
    }
  }
}
