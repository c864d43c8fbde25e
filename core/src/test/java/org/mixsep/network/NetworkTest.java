package org.mixsep.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.mixsep.InvalidInputException;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Precision;
import org.mixsep.torch.Tensors;
import org.mixsep.torch.Variables;

class NetworkTest {
  private static final Compute CPU = new Compute(false, Precision.FLOAT32);

  private static Backbone build(String name, Variables.Scope scope) {
    return switch (name) {
      case "vgg16" -> Vgg.vgg16(scope, 3);
      case "narrow vgg" -> new Vgg(scope, 3, List.of(1, 1, 1, 1), List.of(4, 8, 12, 16));
      case "resnet3" -> ResNet.resNet(scope, 3, 3, ResNet.Downsampling.POOLING);
      case "resnet3-strided" -> ResNet.resNet(scope, 3, 3, ResNet.Downsampling.STRIDE);
      case "airbench" -> new Airbench(scope, 3);
      case "nin" -> new NetworkInNetwork(scope, 3);
      default -> throw new IllegalArgumentException(name);
    };
  }

  @ParameterizedTest
  @CsvSource({
    "vgg16, 32 16 8 4",
    "resnet3, 32 16 8 4",
    "resnet3-strided, 32 32 16 8",
    "airbench, 31 15 7 3",
    "nin, 32 16 8"
  })
  void mapsHaveTheSidesOfTheTable(String name, String sides) {
    try (PointerScope scope = new PointerScope()) {
      Backbone backbone = build(name, new Variables(CPU, 1).root());
      var maps = backbone.forward(torch.randn(2, 3, 32, 32), false);
      int[] expected = Arrays.stream(sides.split(" ")).mapToInt(Integer::parseInt).toArray();
      int[] found = maps.values().stream().mapToInt(map -> (int) map.size(2)).toArray();
      assertArrayEquals(expected, found);
      assertEquals(backbone.widths().keySet(), maps.keySet());
      maps.forEach((block, map) -> assertEquals((long) backbone.widths().get(block), map.size(1)));
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void largerImagesPassAndLogitsAreFloat32(Precision precision) {
    try (PointerScope scope = new PointerScope()) {
      Compute compute = new Compute(false, precision);
      Variables variables = new Variables(compute, 1);
      Backbone backbone = build("resnet3", variables.root());
      var network =
          new SeparabilityNetwork(variables.root(), backbone, blocks(1, 2, 3, 4), 5, true);
      Outputs outputs = network.forward(compute.placeImages(torch.randn(2, 3, 144, 144)), true);
      assertEquals(4, outputs.logits().size());
      for (Tensor logits : outputs.logits().values()) {
        assertArrayEquals(new long[] {2, 5}, new long[] {logits.size(0), logits.size(1)});
        assertEquals(torch.ScalarType.Float, logits.scalar_type().intern());
      }
    }
  }

  @Test
  void probabilitiesOfModulesAreAveraged() {
    try (PointerScope scope = new PointerScope()) {
      Tensor a = Tensors.of(new float[] {0, 0}, 1, 2);
      Tensor b = Tensors.of(new float[] {(float) Math.log(3), 0}, 1, 2);
      Outputs outputs = Outputs.ofLogits(new java.util.TreeMap<>(java.util.Map.of(2, a, 4, b)));
      assertArrayEquals(new float[] {0.75f, 0.25f}, Tensors.floats(outputs.probabilities()), 1e-6f);
      assertArrayEquals(
          new float[] {0.625f, 0.375f}, Tensors.floats(outputs.meanProbabilities()), 1e-6f);
    }
  }

  @Test
  void equalNamesHaveEqualFirstWeightsWhateverElseThereIs() {
    Variables one = new Variables(CPU, 7);
    new SeparabilityNetwork(one.root(), build("narrow vgg", one.root()), blocks(4), 10, true);
    Variables all = new Variables(CPU, 7);
    new SeparabilityNetwork(
        all.root(), build("narrow vgg", all.root()), blocks(1, 2, 3, 4), 10, true);
    Variables other = new Variables(CPU, 8);
    new SeparabilityNetwork(other.root(), build("narrow vgg", other.root()), blocks(4), 10, true);
    one.parameters()
        .forEach(
            (name, t) -> {
              float[] values = Tensors.floats(t);
              assertArrayEquals(values, Tensors.floats(all.parameters().get(name)), name);
              if (name.contains("conv")) {
                assertTrue(
                    !Arrays.equals(values, Tensors.floats(other.parameters().get(name))), name);
              }
            });
  }

  @Test
  void convolutionsStartWithTheVarianceOfHe() {
    Variables variables = new Variables(CPU, 3);
    Vgg.vgg16(variables.root(), 3);
    Tensor weight = variables.parameters().get("block4.conv2.weight");
    double std = weight.detach().std(true).item_double();
    assertEquals(Math.sqrt(2.0 / (512 * 9)), std, 0.01 * std);
  }

  @Test
  void aMissingBlockIsNamed() {
    Variables variables = new Variables(CPU, 1);
    Backbone nin = build("nin", variables.root());
    var wrong =
        assertThrows(
            InvalidInputException.class,
            () -> new SeparabilityNetwork(variables.root(), nin, blocks(1, 4), 10, true));
    assertTrue(wrong.getMessage().contains("not block 1"), wrong.getMessage());
    var noLast =
        assertThrows(
            InvalidInputException.class,
            () -> new SeparabilityNetwork(variables.root(), nin, blocks(2), 10, true));
    assertTrue(noLast.getMessage().contains("block 4 must be"), noLast.getMessage());
  }

  private static TreeSet<Integer> blocks(Integer... numbers) {
    return new TreeSet<>(List.of(numbers));
  }

  @Test
  void mapsOfOtherWidthsThanTheBackboneSaysAreRefused() {
    try (PointerScope scope = new PointerScope()) {
      for (int wrong : new int[] {16, 48, 64}) {
        Variables variables = new Variables(CPU, 1);
        Backbone claims =
            new Backbone() {
              @Override
              public SortedMap<Integer, Integer> widths() {
                return new TreeMap<>(Map.of(3, 32, 4, wrong));
              }

              @Override
              public boolean preActivation() {
                return true;
              }

              @Override
              public SortedMap<Integer, Tensor> forward(Tensor images, boolean training) {
                return new TreeMap<>(Map.of(4, images));
              }
            };
        var network = new SeparabilityNetwork(variables.root(), claims, blocks(4), 5, true);
        Tensor maps = CPU.placeImages(torch.randn(2, 32, 8, 8)).set_requires_grad(true);
        for (boolean training : new boolean[] {true, false}) {
          var refused =
              assertThrows(IllegalArgumentException.class, () -> network.forward(maps, training));
          assertTrue(
              refused
                  .getMessage()
                  .endsWith(
                      "block 4 is [2, 32, 8, 8], expected [N, %d, h, w] by its widths"
                          .formatted(wrong)),
              refused.getMessage());
        }
        Variables.Scope apart = variables.root().in("other");
        var other = new SeparabilityNetwork(apart, claims, blocks(3, 4), 5, false);
        assertThrows(IllegalArgumentException.class, () -> other.forward(maps, true));
      }
    }
  }
}
