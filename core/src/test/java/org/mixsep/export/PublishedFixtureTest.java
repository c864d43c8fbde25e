package org.mixsep.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.mixsep.Fixtures;
import org.mixsep.network.Backbone;
import org.mixsep.network.PublishedNetwork;
import org.mixsep.network.SeparabilityNetwork;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Precision;
import org.mixsep.torch.Tensors;
import org.mixsep.torch.Variables;

/**
 * Maps of all four stages and logits of torchvision's and timm's networks, of weights and images
 * drawn by a formula.
 */
class PublishedFixtureTest {
  private static final String FILE = "backbones.json";
  private static final double TOLERANCE = 1e-4;

  /** What float32 leaves of sums that cancel, as a share of a map's usual value; PyTorch's too. */
  private static final double ROUNDING = 1e-5;

  private static final int CLASSES = 1000;

  /** Most parameters of what every build looks at; larger networks differ from those in depth. */
  private static final long SMALL = 12_000_000;

  @TestFactory
  Stream<DynamicTest> smallNetworksAreThePublishedOnes() {
    return cases(example -> isSmall(example));
  }

  @TestFactory
  @Tag("slow")
  Stream<DynamicTest> largeNetworksAreThePublishedOnes() {
    return cases(example -> !isSmall(example));
  }

  private static boolean isSmall(JsonNode example) {
    return example.get("parameters").asLong() <= SMALL
        || example.get("name").asText().equals("convnext_tiny");
  }

  private static Stream<DynamicTest> cases(Predicate<JsonNode> wanted) {
    if (!Fixtures.has(FILE)) {
      return Stream.of(
          dynamicTest(FILE, () -> assumeTrue(false, "mixsep.fixtures has no " + FILE)));
    }
    JsonNode fixture = Fixtures.read(FILE);
    DrawnWeights weights = new DrawnWeights(fixture.get("salt").asText());
    return StreamSupport.stream(fixture.get("cases").spliterator(), false)
        .filter(wanted)
        .map(
            example ->
                dynamicTest(
                    example.get("library").asText() + " " + example.get("name").asText(),
                    () -> check(example, weights)));
  }

  private static void check(JsonNode example, DrawnWeights weights) {
    String name = example.get("name").asText();
    PublishedNetwork kind = PublishedNetwork.named(name).orElseThrow();
    boolean vgg = name.startsWith("vgg");
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Compute compute = new Compute(false, Precision.FLOAT32);
      Variables variables = new Variables(compute, 1);
      Backbone backbone = kind.on(variables.root(), 3);
      long backboneAlone = variables.parameterCount();
      var network =
          new SeparabilityNetwork(
              variables.root(), backbone, new TreeSet<>(List.of(4)), CLASSES, false);
      Map<String, Tensor> drawn = weights.of(example.get("tensors"));
      assertEquals(
          example.get("parameters").asLong(),
          vgg ? backboneAlone + biases(drawn) : variables.parameterCount());

      var loaded = PublishedWeights.load(kind, drawn, Path.of("file"), variables);
      assertEquals(vgg, loaded.freshModules().contains("module4"));
      Tensor images = compute.placeImages(weights.input(2, 3, 64, 64));
      SortedMap<Integer, Tensor> maps = backbone.forward(images, false);
      for (int stage = 1; stage <= 4; stage++) {
        checkStage(example.get("stages").get(stage - 1), maps.get(stage));
      }
      Tensor output =
          vgg
              ? torch.max_pool2d(maps.get(4), 2, 2).mean(2, 3)
              : network.forward(images, false).logits().get(4);
      checkOutput(example, output);
      variables.all().values().forEach(org.bytedeco.javacpp.Pointer::close);
    }
  }

  /** Of convolutions, which batch norms make superfluous. */
  private static long biases(Map<String, Tensor> drawn) {
    return drawn.keySet().stream()
        .filter(name -> name.endsWith(".running_mean"))
        .mapToLong(name -> drawn.get(name).numel())
        .sum();
  }

  private static void checkStage(JsonNode stage, Tensor map) {
    String tap = stage.get("tap").asText();
    assertArrayEquals(
        Fixtures.flat(stage.get("shape")),
        java.util.Arrays.stream(Tensors.shape(map)).asDoubleStream().toArray(),
        tap);
    double[] values = Tensors.doubles(map);
    double sum = 0;
    double squares = 0;
    for (double value : values) {
      sum += value;
      squares += value * value;
    }
    assertNear(stage.get("mean").asDouble(), sum / values.length, tap + " mean");
    assertNear(stage.get("norm").asDouble(), Math.sqrt(squares), tap + " norm");
    double rounding = ROUNDING * Math.sqrt(squares / values.length);
    double[] first = Fixtures.flat(stage.get("first"));
    for (int i = 0; i < first.length; i++) {
      assertNear(first[i], values[i], rounding, tap + " value " + i);
    }
  }

  private static void checkOutput(JsonNode example, Tensor output) {
    double squares = 0;
    for (double value : Tensors.doubles(output)) {
      squares += value * value;
    }
    assertNear(example.get("output_norm").asDouble(), Math.sqrt(squares), "norm of the output");
    double rounding = ROUNDING * Math.sqrt(squares / output.numel());
    for (int image = 0; image < 2; image++) {
      double[] expected = Fixtures.flat(example.get("output").get(image));
      double[] found = Tensors.doubles(output.select(0, image));
      for (int i = 0; i < expected.length; i++) {
        assertNear(expected[i], found[i], rounding, "output " + i + " of image " + image);
      }
    }
  }

  private static void assertNear(double expected, double found, String what) {
    assertNear(expected, found, 0, what);
  }

  private static void assertNear(double expected, double found, double rounding, String what) {
    double bound = TOLERANCE * (1 + Math.abs(expected)) + rounding;
    assertTrue(Math.abs(found - expected) <= bound, what + ": " + found + ", expected " + expected);
  }
}
