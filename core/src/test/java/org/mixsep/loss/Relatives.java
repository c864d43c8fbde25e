package org.mixsep.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.DynamicTest;
import org.mixsep.Fixtures;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Precision;
import org.mixsep.torch.Tensors;

/** The golden values of {@code relatives.json}. */
final class Relatives {
  static final String FILE = "relatives.json";
  static final Compute CPU = new Compute(false, Precision.FLOAT32);

  private Relatives() {}

  /**
   * One line of what is expected of a case.
   *
   * @param fixture with the inputs
   * @param line settings and values
   * @param type of the tensors that inputs become
   */
  record Expected(JsonNode fixture, JsonNode line, ScalarType type) {
    JsonNode settings() {
      return line.path("settings");
    }

    double number(String setting) {
      JsonNode value = settings().path(setting);
      assertTrue(value.isNumber(), setting);
      return value.asDouble();
    }

    <E extends Enum<E>> E name(String setting, Class<E> names) {
      return Relatives.name(settings(), setting, names);
    }

    int[] labels() {
      return Arrays.stream(Fixtures.flat(fixture.path("labels"))).mapToInt(d -> (int) d).toArray();
    }

    /** Of as many classes as the case has, or else as its labels need. */
    Targets targets() {
      int most = Arrays.stream(labels()).max().orElse(0) + 1;
      JsonNode classes = fixture.has("weight") ? fixture.path("weight") : null;
      int rows = classes == null ? 0 : classes.size();
      return Targets.of(labels(), Math.max(rows, fixture.path("classes").asInt(most)), CPU);
    }

    /** A leaf that asks for a gradient. */
    Tensor input(String name) {
      return input(fixture.path(name));
    }

    Tensor input(JsonNode rows) {
      double[] values = Fixtures.flat(rows);
      return Tensors.of(values, rows.size(), values.length / Math.max(1, rows.size()))
          .to(type)
          .requires_grad_(true);
    }

    void matches(String name, Tensor found) {
      matches(name, line.path(name), found);
    }

    void matches(String what, JsonNode expected, Tensor found) {
      double tolerance = type == ScalarType.Double ? 1e-10 : 1e-5;
      double[] golden = Fixtures.flat(expected);
      double[] values = found.defined() ? Tensors.doubles(found) : new double[golden.length];
      assertEquals(golden.length, values.length, what);
      for (int i = 0; i < golden.length; i++) {
        double allowed = tolerance * (1 + Math.abs(golden[i]));
        assertEquals(golden[i], values[i], allowed, what + " at " + i);
      }
    }
  }

  static <E extends Enum<E>> E name(JsonNode settings, String setting, Class<E> names) {
    return Enum.valueOf(names, settings.path(setting).asText().toUpperCase(Locale.ROOT));
  }

  /** Looks at one line. */
  interface Check {
    void check(Expected expected);
  }

  /** A test of each line of a loss in both number formats; one skipped test without the file. */
  static Stream<DynamicTest> tests(String loss, Check check) {
    if (!Fixtures.has(FILE)) {
      return Stream.of(
          dynamicTest(loss, () -> assumeTrue(false, "mixsep.fixtures has no " + FILE)));
    }
    List<DynamicTest> tests = new ArrayList<>();
    JsonNode cases = Fixtures.read(FILE).path(loss);
    assertTrue(cases.size() > 0, () -> FILE + " has no " + loss);
    for (JsonNode fixture : cases) {
      for (JsonNode line : fixture.path("expected")) {
        for (ScalarType type : List.of(ScalarType.Double, ScalarType.Float)) {
          Expected expected = new Expected(fixture, line, type);
          String name =
              "%s %s %s".formatted(fixture.path("name").asText(), line.path("settings"), type);
          tests.add(
              dynamicTest(
                  name,
                  () -> {
                    try (PointerScope scope = new PointerScope()) {
                      check.check(expected);
                    }
                  }));
        }
      }
    }
    return tests.stream();
  }
}
