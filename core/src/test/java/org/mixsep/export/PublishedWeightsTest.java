package org.mixsep.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mixsep.Fixtures;
import org.mixsep.InvalidInputException;
import org.mixsep.data.ImageSet;
import org.mixsep.drawing.StreetDigits;
import org.mixsep.network.PublishedNetwork;
import org.mixsep.network.SeparabilityNetwork;
import org.mixsep.preprocess.ImageNetStandardization;
import org.mixsep.preprocess.PreprocessingRecipe;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Precision;
import org.mixsep.torch.SafetensorsFile;
import org.mixsep.torch.Tensors;
import org.mixsep.torch.Variables;

/** Files of published weights, of the smallest network. */
class PublishedWeightsTest {
  private static final PublishedNetwork KIND = PublishedNetwork.MOBILENET_V3_SMALL;
  private static final String STEM = "features.0.0.weight";

  private PointerScope scope;

  @TempDir Path folder;

  @BeforeEach
  void open() {
    scope = new PointerScope();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static Variables network(int classes, Integer... blocks) {
    Variables variables = new Variables(new Compute(false, Precision.FLOAT32), 1);
    new SeparabilityNetwork(
        variables.root(),
        KIND.on(variables.root(), 3),
        new TreeSet<>(List.of(blocks)),
        classes,
        false);
    return variables;
  }

  /** As torchvision has it, with a classifier of 1000 classes. */
  private static Map<String, Tensor> weights() {
    for (var example : Fixtures.read("backbones.json").get("cases")) {
      if (example.get("name").asText().equals(KIND.toString())) {
        return new DrawnWeights("x").of(example.get("tensors"));
      }
    }
    throw new AssertionError(KIND);
  }

  private Path file(Map<String, Tensor> tensors) {
    Path file = folder.resolve("w.safetensors");
    SafetensorsFile.write(file, tensors, Map.of("format", "pt"));
    return file;
  }

  private static float[] stem(Variables variables) {
    return Tensors.floats(variables.parameters().get(STEM));
  }

  @ParameterizedTest
  @EnumSource(
      value = ScalarType.class,
      names = {"Float", "Double", "Half", "BFloat16"})
  void allFloatingTypesAreReadAndCountersLeftOut(ScalarType type) {
    Map<String, Tensor> given = new LinkedHashMap<>();
    weights().forEach((name, tensor) -> given.put(name, tensor.to(type)));
    given.put("features.0.1.num_batches_tracked", Tensors.of(new long[] {7}, 1));
    Variables variables = network(5, 2, 4);
    var loaded = PublishedWeights.load(KIND, file(given), variables);
    assertEquals(Set.of("module2", "module4"), loaded.freshModules());
    assertArrayEquals(Tensors.floats(given.get(STEM)), stem(variables));
    assertEquals(ScalarType.Float, variables.parameters().get(STEM).scalar_type().intern());
  }

  @Test
  void theClassifierIsTakenWhereItsClassesAreAsMany() {
    Map<String, Tensor> given = weights();
    Variables variables = network(1000, 4);
    var loaded = PublishedWeights.load(KIND, file(given), variables);
    assertEquals(Set.of(), loaded.freshModules());
    assertEquals(variables.all().size(), loaded.tensors());
    assertArrayEquals(
        Tensors.floats(given.get("classifier.3.weight")),
        Tensors.floats(variables.parameters().get("module4.linear.weight")));
  }

  private String refusal(Map<String, Tensor> given) {
    Path file = file(given);
    Variables variables = network(5, 4);
    float[] before = stem(variables);
    String line =
        assertThrows(
                InvalidInputException.class, () -> PublishedWeights.load(KIND, file, variables))
            .getMessage();
    assertArrayEquals(before, stem(variables), "nothing is taken of a file that does not fit");
    String start = file + " does not fit mobilenet_v3_small: ";
    assertTrue(line.startsWith(start), line);
    assertEquals(
        line.substring(start.length()).replaceAll(" \\(and \\d+ more\\)", ""),
        PublishedWeights.fit(KIND, PublishedWeights.read(file)).problems().get(0));
    return line.substring(start.length());
  }

  @Test
  void whatDoesNotFitIsNamed() {
    Map<String, Tensor> less = weights();
    less.remove("features.12.1.running_var");
    assertEquals("it holds no features.12.1.running_var", refusal(less));

    Map<String, Tensor> more = weights();
    more.put("features.13.weight", torch.ones(3));
    assertEquals("it also holds features.13.weight", refusal(more));

    Map<String, Tensor> other = weights();
    other.put(STEM, torch.ones(16, 1, 3, 3));
    assertEquals(STEM + " has shape [16, 1, 3, 3], expected [16, 3, 3, 3]", refusal(other));

    Map<String, Tensor> whole = weights();
    whole.put(STEM, torch.ones(16, 3, 3, 3).to(ScalarType.Long));
    assertEquals(STEM + " holds whole numbers", refusal(whole));

    Map<String, Tensor> infinite = weights();
    infinite.put(STEM, torch.full(new long[] {16, 3, 3, 3}, new Scalar(Double.NaN)));
    assertEquals(STEM + " holds numbers that are not finite", refusal(infinite));

    assertTrue(refusal(Map.of("a", torch.ones(1))).endsWith(" more)"));
  }

  @Test
  void theNetworkOfAFileIsFound() {
    Map<String, Tensor> given = weights();
    var fit = PublishedWeights.bestFit(given);
    assertEquals(KIND, fit.network());
    assertEquals(List.of(), fit.problems());
    assertEquals(1000, fit.classes());
    given.remove(STEM);
    assertEquals(KIND, PublishedWeights.bestFit(given).network());
    assertEquals(List.of("it holds no " + STEM), PublishedWeights.bestFit(given).problems());
  }

  @Test
  void ownWeightsAreReadAsAlways() {
    Variables trained = network(5, 2, 4);
    ImageSet images = new StreetDigits(1, 10).train(5);
    Path file = folder.resolve("own.safetensors");
    WeightsFile.write(
        file,
        trained,
        new PreprocessingRecipe(new ImageNetStandardization()).fit(images),
        Map.of());
    Variables next = network(7, 4);
    var loaded = PublishedWeights.load(KIND, file, next);
    assertEquals(Set.of("module4"), loaded.freshModules());
    assertArrayEquals(stem(trained), stem(next));
  }

  @Test
  void picklesAreRefusedWithWhatConvertsThem() throws IOException {
    byte[] zip = {'P', 'K', 3, 4, 0, 0, 0, 0, 0, 0};
    byte[] pickle = {
      (byte) 0x80, 2, (byte) 0x8a, 10, 'l', (byte) 0xfc, (byte) 0x9c, 'F', (byte) 0xf9
    };
    for (byte[] content : List.of(zip, pickle)) {
      Path file = Files.write(folder.resolve("resnet18-f37072fd.pth"), content);
      String line =
          assertThrows(InvalidInputException.class, () -> PublishedWeights.read(file)).getMessage();
      assertTrue(line.contains("is a PyTorch file"), line);
      assertTrue(line.contains("torch.load('" + file + "', weights_only=True)"), line);
      assertTrue(line.contains("resnet18-f37072fd.safetensors"), line);
      assertFalse(line.contains("\n"), line);
      Variables variables = network(5, 4);
      assertThrows(InvalidInputException.class, () -> WeightsFile.load(file, variables));
    }
  }
}
