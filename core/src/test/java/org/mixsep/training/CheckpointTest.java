package org.mixsep.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.mixsep.InvalidInputException;
import org.mixsep.loss.AdaptiveThreshold;
import org.mixsep.loss.CenterLoss;
import org.mixsep.loss.MixtureSeparabilityLoss;
import org.mixsep.loss.ModuleLoss;
import org.mixsep.loss.WindowSums;
import org.mixsep.loss.WithinClassLoss;
import org.mixsep.torch.RandomState;
import org.mixsep.torch.SafetensorsFile;
import org.mixsep.torch.Tensors;

class CheckpointTest {
  @TempDir Path folder;

  static List<ModuleLoss> losses() {
    return List.of(
        new MixtureSeparabilityLoss(WithinClassLoss.paper(), 0.01),
        new MixtureSeparabilityLoss(WithinClassLoss.paper(), 0.01, 0, 0, 30),
        new CenterLoss(0.1, 0.5, 0));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void trainingGoesOnBitForBit(ModuleLoss loss) {
    SmallTraining whole = new SmallTraining(1, 0.1, loss, true);
    whole.trainTo(31);
    SmallTraining first = new SmallTraining(1, 0.1, loss, true);
    first.trainTo(13);
    Path file = folder.resolve("a.safetensors");
    Checkpoint.write(file, first.trainer, 0, Map.of(), Map.of());

    SmallTraining second = new SmallTraining(99, 0.1, loss, true);
    Checkpoint.read(file).restore(second.trainer);
    assertEquals(13, second.trainer.iteration());
    second.trainTo(31);

    Map<String, float[]> expected = whole.weights();
    second.weights().forEach((name, w) -> assertArrayEquals(expected.get(name), w, 0f, name));
    assertEquals(whole.trainer.thresholds().states(), second.trainer.thresholds().states());
  }

  @Test
  void averagesGoOnBitForBitAndAreWhatIsUsed() {
    SmallTraining whole = SmallTraining.averaged(1, 0.9, 3);
    whole.trainTo(23);
    SmallTraining first = SmallTraining.averaged(1, 0.9, 3);
    first.trainTo(13);
    Path file = folder.resolve("a.safetensors");
    Checkpoint.write(file, first.trainer, 0, Map.of(), Map.of());

    SmallTraining second = SmallTraining.averaged(99, 0.9, 3);
    Checkpoint.read(file).restore(second.trainer);
    second.trainTo(23);
    Map<String, float[]> expected = whole.weights();
    second.weights().forEach((name, w) -> assertArrayEquals(expected.get(name), w, 0f, name));

    SmallTraining used = new SmallTraining(99, 0.1, 0.01, false);
    Checkpoint.read(file).restoreModel(used.variables);
    Map<String, float[]> averages = first.weights();
    used.variables
        .all()
        .forEach(
            (name, t) ->
                assertArrayEquals(averages.get("average of " + name), Tensors.floats(t), 0f, name));
  }

  @Test
  void aTrainingWithAveragesDoesNotGoOnFromOneWithout() {
    SmallTraining plain = new SmallTraining(1, 0.1, 0.01, false);
    plain.trainTo(2);
    Path file = folder.resolve("a.safetensors");
    Checkpoint.write(file, plain.trainer, 0, Map.of(), Map.of());
    assertTrue(Checkpoint.read(file).tensors("average.").isEmpty());
    SmallTraining averaged = SmallTraining.averaged(1, 0.9, 3);
    var refused =
        assertThrows(
            InvalidInputException.class, () -> Checkpoint.read(file).restore(averaged.trainer));
    assertTrue(refused.getMessage().contains("called average.*"), refused.getMessage());
  }

  @Test
  void whatTheLossRemembersIsSavedAndAnotherLossRefused() {
    SmallTraining center = new SmallTraining(1, 0.1, new CenterLoss(0.1, 0.5, 0), true);
    center.trainTo(2);
    Path file = folder.resolve("a.safetensors");
    Checkpoint.write(file, center.trainer, 0, Map.of(), Map.of());
    Map<String, Tensor> saved = Checkpoint.read(file).tensors("loss.");
    assertEquals(4, saved.size());
    assertTrue(saved.get("block4.centers").abs().sum().item_float() > 0);
    SmallTraining other = new SmallTraining(1, 0.1, 0.01, true);
    var refused =
        assertThrows(
            InvalidInputException.class, () -> Checkpoint.read(file).restore(other.trainer));
    assertTrue(refused.getMessage().contains("another network or loss"), refused.getMessage());
  }

  @Test
  void randomNumbersGoOn() {
    SmallTraining training = new SmallTraining(1, 0.1, 0.01, false);
    RandomState.seed(4);
    torch.rand(5);
    Path file = folder.resolve("a.safetensors");
    Checkpoint.write(file, training.trainer, 0, Map.of(), Map.of());
    float[] expected = Tensors.floats(torch.rand(5));
    RandomState.seed(5);
    Checkpoint.read(file).restore(training.trainer);
    assertArrayEquals(expected, Tensors.floats(torch.rand(5)));
  }

  @Test
  void addedTensorsAndTextsComeBack() {
    SmallTraining training = new SmallTraining(1, 0.1, 0.01, false);
    Path file = folder.resolve("a.safetensors");
    Tensor mean = Tensors.of(new double[] {1.5, -2}, 2);
    Checkpoint.write(
        file, training.trainer, 0, Map.of("preprocess.mean", mean), Map.of("note", "é\n\""));
    Checkpoint checkpoint = Checkpoint.read(file);
    assertEquals("é\n\"", checkpoint.text("note"));
    assertArrayEquals(
        new double[] {1.5, -2}, Tensors.doubles(checkpoint.tensors("preprocess.").get("mean")));
  }

  @Test
  void anotherNetworkIsRefused() {
    SmallTraining training = new SmallTraining(1, 0.1, 0.01, false);
    Path file = folder.resolve("a.safetensors");
    Checkpoint.write(file, training.trainer, 0, Map.of(), Map.of());
    var variables = new org.mixsep.torch.Variables(training.compute, 1);
    new org.mixsep.network.Vgg(variables.root(), 3, List.of(1), List.of(4));
    var refused =
        assertThrows(
            InvalidInputException.class, () -> Checkpoint.read(file).restoreModel(variables));
    assertTrue(refused.getMessage().contains("another network"), refused.getMessage());
  }

  @Test
  void theLastTwoAreKeptAndTheNewestIsRead() {
    SmallTraining training = new SmallTraining(1, 0.1, 0.01, false);
    CheckpointFolder checkpoints = new CheckpointFolder(folder);
    for (int i = 1; i <= 4; i++) {
      save(training, checkpoints, i);
    }
    assertEquals(List.of(checkpoints.file(4), checkpoints.file(3)), checkpoints.newestFirst());
    assertEquals(4, checkpoints.readNewest().iteration());
  }

  @Test
  void aDamagedOneIsRefusedAndTheOneBeforeOffered() throws IOException {
    SmallTraining training = new SmallTraining(1, 0.1, 0.01, false);
    CheckpointFolder checkpoints = new CheckpointFolder(folder);
    save(training, checkpoints, 1);
    save(training, checkpoints, 2);
    byte[] bytes = Files.readAllBytes(checkpoints.file(2));
    bytes[bytes.length / 2] ^= 1;
    Files.write(checkpoints.file(2), bytes);
    var refused = assertThrows(InvalidInputException.class, checkpoints::readNewest);
    assertTrue(refused.getMessage().contains("checksum"), refused.getMessage());
    assertTrue(
        refused.getMessage().endsWith("--checkpoint " + checkpoints.file(1)), refused.getMessage());

    checkpoints.setAsideAfter(1);
    assertEquals(List.of(checkpoints.file(1)), checkpoints.newestFirst());
    assertArrayEquals(
        bytes, Files.readAllBytes(folder.resolve(checkpoints.file(2).getFileName() + ".aside")));
  }

  private static void save(SmallTraining training, CheckpointFolder checkpoints, long iteration) {
    training.trainTo(iteration);
    Checkpoint.write(checkpoints.file(iteration), training.trainer, 0, Map.of(), Map.of());
    checkpoints.prune(iteration);
  }

  @Test
  void numbersThatAreNotFiniteAreNeitherWrittenNorTaken() {
    SmallTraining training = new SmallTraining(1, 0.1, 0.01, false);
    Path file = folder.resolve("a.safetensors");
    Checkpoint.write(file, training.trainer, 0, Map.of(), Map.of());
    for (double broken : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      SmallTraining diverged = new SmallTraining(1, 0.1, 0.01, false);
      diverged.variables.buffers().get("block2.norm1.running_var").fill_(new Scalar(broken));
      var stop =
          assertThrows(
              NonFiniteException.class,
              () -> Checkpoint.write(file, diverged.trainer, 0, Map.of(), Map.of()));
      assertTrue(stop.getMessage().contains("model.block2.norm1.running_var"), stop.getMessage());
    }
    SmallTraining same = new SmallTraining(2, 0.1, 0.01, false);
    Checkpoint.read(file).restore(same.trainer); // that of before is kept

    SafetensorsFile.Contents contents = SafetensorsFile.read(file);
    contents.tensors().get("momentum.block4.conv1.weight").fill_(new Scalar(Double.NaN));
    SafetensorsFile.write(file, contents.tensors(), contents.texts());
    Checkpoint.read(file).restoreModel(same.variables);
    var refused =
        assertThrows(
            InvalidInputException.class, () -> Checkpoint.read(file).restore(same.trainer));
    assertTrue(refused.getMessage().contains("momentum.block4.conv1.weight"), refused.getMessage());
  }

  /** With checksums that fit. */
  @ParameterizedTest
  @CsvSource({
    "iteration, ''",
    "iteration, -1",
    "iteration, 1.5",
    "iteration, 99999999999999999999",
    "iteration,",
    "seconds, x",
    "seconds, NaN",
    "seconds, -1",
    "seconds,",
    "thresholds, ''",
    "thresholds, '1,2,3'",
    "thresholds, '1,2,3,4.5'",
    "thresholds, '1,2,3,4,5'",
    "thresholds,"
  })
  void textsThatAreNoNumbersAreRefused(String key, String value) {
    SmallTraining training = new SmallTraining(1, 0.1, 0.01, false);
    Path file = folder.resolve("a.safetensors");
    Checkpoint.write(file, training.trainer, 0, Map.of(), Map.of());
    SafetensorsFile.Contents contents = SafetensorsFile.read(file);
    contents.texts().put(key, value);
    if (value == null) {
      contents.texts().remove(key);
    }
    SafetensorsFile.write(file, contents.tensors(), contents.texts());
    var refused = assertThrows(InvalidInputException.class, () -> Checkpoint.read(file));
    assertEquals(1, refused.getMessage().lines().count(), refused.getMessage());
  }

  /** As checkpoints were before thresholds could follow a trend. */
  @Test
  void thresholdsOfFourNumbersAreRead() {
    SmallTraining training = new SmallTraining(1, 0.1, 0.01, false);
    Path file = folder.resolve("a.safetensors");
    Checkpoint.write(file, training.trainer, 0, Map.of(), Map.of());
    SafetensorsFile.Contents contents = SafetensorsFile.read(file);
    contents.texts().put("thresholds", "0.45,7,12.5,3");
    SafetensorsFile.write(file, contents.tensors(), contents.texts());
    Checkpoint.read(file).restore(training.trainer);
    assertEquals(
        List.of(new AdaptiveThreshold.State(0.45, 7, new WindowSums(3, 12.5, 0, 0))),
        training.trainer.thresholds().states());
  }

  @Test
  void stateThatIsMissingOrAnothersIsRefused() {
    SmallTraining training = new SmallTraining(1, 0.1, 0.01, false);
    Path file = folder.resolve("a.safetensors");
    Checkpoint.write(file, training.trainer, 0, Map.of(), Map.of());
    for (int way = 0; way < 5; way++) {
      SafetensorsFile.Contents contents = SafetensorsFile.read(file);
      Tensor random = contents.tensors().get("random");
      switch (way) {
        case 0 -> contents.tensors().remove("random");
        case 1 -> contents.tensors().put("random", random.narrow(0, 0, 100));
        case 2 -> contents.tensors().put("random", random.to(torch.ScalarType.Float));
        case 3 -> random.fill_(new Scalar(255.0));
        default -> contents.texts().put("thresholds", "1,2,3,4;1,2,3,4");
      }
      SafetensorsFile.write(file, contents.tensors(), contents.texts());
      assertThrows(
          InvalidInputException.class,
          () -> Checkpoint.read(file).restore(training.trainer),
          "way " + way);
      Checkpoint.write(file, training.trainer, 0, Map.of(), Map.of());
    }
  }

  @Test
  void aNetworkOfMoreValuesThanThereAreIsRefusedBeforeThereIsMemoryForIt() {
    var variables =
        new org.mixsep.torch.Variables(new SmallTraining(1, 0, 0, false).compute, 1, 100);
    variables.root().parameter("small", org.mixsep.torch.Initializer.constant(1), 50);
    assertThrows(
        InvalidInputException.class,
        () ->
            variables
                .root()
                .parameter("huge", org.mixsep.torch.Initializer.constant(1), 1 << 30, 1 << 30));
  }
}
