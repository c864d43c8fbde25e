package org.mixsep.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mixsep.InvalidInputException;
import org.mixsep.drawing.StreetDigits;
import org.mixsep.network.SeparabilityNetwork;
import org.mixsep.network.Vgg;
import org.mixsep.preprocess.FittedPreprocessing;
import org.mixsep.preprocess.PreprocessingRecipe;
import org.mixsep.preprocess.Standardization;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Precision;
import org.mixsep.torch.SafetensorsFile;
import org.mixsep.torch.Tensors;
import org.mixsep.torch.Variables;

class WeightsFileTest {
  @TempDir Path folder;

  private static Variables network(long seed, int classes, int width) {
    Variables variables = new Variables(new Compute(false, Precision.FLOAT32), seed);
    Vgg backbone = new Vgg(variables.root(), 3, List.of(1, 1, 1, 1), List.of(4, 4, width, 8));
    new SeparabilityNetwork(
        variables.root(), backbone, new TreeSet<>(List.of(2, 4)), classes, true);
    return variables;
  }

  private static float[] values(Variables variables, String name) {
    return Tensors.floats(variables.parameters().get(name));
  }

  private Path written(Variables variables) {
    FittedPreprocessing fitted =
        new PreprocessingRecipe(new Standardization()).fit(new StreetDigits(1, 10).train(5));
    Path file = folder.resolve("w.safetensors");
    WeightsFile.write(file, variables, fitted, Map.of("classes", "a\nb\nc"));
    return file;
  }

  @Test
  void allWeightsComeBackUnderTheirNames() {
    Variables from = network(1, 3, 6);
    Path file = written(from);
    SafetensorsFile.Contents contents = SafetensorsFile.read(file);
    assertEquals("a\nb\nc", contents.texts().get("classes"));
    assertEquals("mixsep model 1", contents.texts().get("kind"));
    assertTrue(contents.tensors().containsKey("preprocessing.0.standardize.mean"));
    Variables into = network(2, 3, 6);
    assertFalse(
        Arrays.equals(values(from, "block3.conv1.weight"), values(into, "block3.conv1.weight")));
    WeightsFile.Loaded loaded = WeightsFile.load(file, into);
    assertEquals(Set.of(), loaded.freshModules());
    assertEquals(from.parameters().size() + from.buffers().size(), loaded.tensors());
    from.parameters().keySet().forEach(n -> assertArrayEquals(values(from, n), values(into, n), n));
  }

  @Test
  void modulesOfOtherClassesStayFresh() {
    Variables from = network(1, 3, 6);
    Path file = written(from);
    Variables into = network(2, 7, 6);
    float[] before = values(into, "module4.linear.weight");
    assertEquals(Set.of("module2", "module4"), WeightsFile.load(file, into).freshModules());
    assertArrayEquals(before, values(into, "module4.linear.weight"));
    assertArrayEquals(values(from, "block4.conv1.weight"), values(into, "block4.conv1.weight"));
  }

  @Test
  void ofACheckpointTheAveragesAreTaken() {
    Variables trained = network(1, 3, 6);
    Variables averaged = network(2, 3, 6);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    trained.all().forEach((name, t) -> tensors.put("model." + name, t));
    Path file = folder.resolve("c.safetensors");
    String name = "block3.conv1.weight";
    Variables into = network(3, 3, 6);
    SafetensorsFile.write(file, tensors, Map.of());
    WeightsFile.load(file, into);
    assertArrayEquals(values(trained, name), values(into, name));
    averaged.all().forEach((n, t) -> tensors.put("average." + n, t));
    SafetensorsFile.write(file, tensors, Map.of());
    WeightsFile.load(file, into);
    assertArrayEquals(values(averaged, name), values(into, name));
  }

  @Test
  void anotherBackboneIsRefusedAndNothingChanges() {
    Path file = written(network(1, 3, 6));
    Variables into = network(2, 3, 5);
    float[] before = values(into, "block1.conv1.weight");
    var refused = assertThrows(InvalidInputException.class, () -> WeightsFile.load(file, into));
    assertTrue(
        refused
            .getMessage()
            .endsWith("block3.conv1.weight has shape [6, 4, 3, 3], expected [5, 4, 3, 3]"),
        refused.getMessage());
    assertArrayEquals(before, values(into, "block1.conv1.weight"));
  }

  @Test
  void numbersThatAreNotFiniteAreRefusedAndNothingChanges() {
    Variables from = network(1, 3, 6);
    from.parameters().get("module4.linear.bias").data().fill_(new Scalar(Double.NaN));
    Path file = written(from);
    Variables into = network(2, 3, 6);
    float[] before = values(into, "block1.conv1.weight");
    var refused = assertThrows(InvalidInputException.class, () -> WeightsFile.load(file, into));
    assertTrue(refused.getMessage().contains("module4.linear.bias"), refused.getMessage());
    assertArrayEquals(before, values(into, "block1.conv1.weight"));
  }
}
