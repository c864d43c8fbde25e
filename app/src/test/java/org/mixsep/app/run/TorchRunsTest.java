package org.mixsep.app.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mixsep.InvalidInputException;
import org.mixsep.app.config.ConfigSources;
import org.mixsep.app.config.FlatYaml;
import org.mixsep.app.model.ModelEvaluation;
import org.mixsep.app.model.Models;
import org.mixsep.app.model.Models.ModelSource;
import org.mixsep.app.model.TorchModels;
import org.mixsep.app.runfolder.RunFolder;
import org.mixsep.torch.SafetensorsFile;
import org.mixsep.torch.Tensors;
import org.mixsep.training.CheckpointFolder;
import org.mixsep.training.NonFiniteLossException;
import org.mixsep.training.Views;

/** Small runs on real images and the real library, from configuration to run folder. */
class TorchRunsTest {
  private static final RunListener SILENT =
      new RunListener() {
        @Override
        public void message(String line) {}

        @Override
        public void progress(StepProgress progress) {}
      };

  @TempDir Path folder;
  private final TorchRuns runs = new TorchRuns();

  private RunSummary train(String name, String... settings) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "iterations=12",
                "data.train=64",
                "data.test=40",
                "network=resnet1",
                "batch=16",
                "evaluate.every=5",
                "checkpoint.every=4",
                "log.every=3",
                "threads=1",
                "run=" + folder.resolve(name),
                "cache=" + folder.resolve("cache")));
    arguments.addAll(List.of(settings));
    return runs.train(
        ConfigSources.resolve("street-digits", Optional.empty(), arguments), name, SILENT);
  }

  private RunSummary resume(Path run, Path from) {
    return runs.resume(run, Optional.ofNullable(from), SILENT);
  }

  private CheckpointFolder checkpoints(String name) {
    return new CheckpointFolder(folder.resolve(name).resolve("checkpoints"));
  }

  @Test
  void validationImagesAreEvaluatedBesideTheTestImages() throws IOException {
    RunSummary trained = train("v", "data.validation=20", "data.train=84");
    assertEquals(20, trained.validationImages());
    for (RunSummary.OutputError output : trained.outputs()) {
      double images = 20 * output.validationError().orElseThrow();
      assertEquals(Math.rint(images), images, 1e-9);
    }
    JsonNode result =
        new ObjectMapper().readTree(folder.resolve("v").resolve("result.json").toFile());
    assertEquals(20, result.at("/validation/images").asInt());
    JsonNode temperature =
        new ObjectMapper().readTree(trained.folder().resolve("temperature.json").toFile());
    assertEquals(20, temperature.path("images").asInt());
    assertEquals(trained.iteration(), temperature.path("iteration").asLong());
    assertTrue(temperature.path("temperature").asDouble() > 0);
    assertEquals(40, result.at("/test/images").asInt());
    String metrics = Files.readString(folder.resolve("v").resolve("metrics.jsonl"));
    assertTrue(metrics.contains("\"validation\":{"), metrics);
    String events =
        Files.readString(
            folder.resolve("v").resolve("events.out.tfevents.mixsep"), StandardCharsets.ISO_8859_1);
    for (String tag : List.of("test/error/block4", "validation/error/block4")) {
      assertEquals(3, events.split(tag, -1).length - 1, tag); // on the way, at the end
    }
    RunSummary plain = train("plain");
    assertTrue(plain.outputs().stream().allMatch(o -> o.validationError().isEmpty()));
  }

  @Test
  void labelNoiseIsInTheTrainingLabelsAlone() throws IOException {
    String[] settings = {"data.validation=20", "data.train=84", "data.labelNoise=0.25"};
    train("noisy", settings);
    Path run = folder.resolve("noisy");
    JsonNode result = new ObjectMapper().readTree(run.resolve("result.json").toFile());
    assertEquals(
        "{\"share\":0.25,\"wrong\":16,\"images\":64}", result.path("labelNoise").toString());
    train("clean", "data.validation=20", "data.train=84");
    Path other = folder.resolve("clean");
    JsonNode clean = new ObjectMapper().readTree(other.resolve("result.json").toFile());
    assertFalse(clean.has("labelNoise"));
    assertEquals(clean.path("data"), result.path("data"), "the images as they came are the same");

    Session noisy =
        new Session(FlatYaml.read(run.resolve("config.yaml")), null, Team.alone(), line -> {});
    Session right =
        new Session(FlatYaml.read(other.resolve("config.yaml")), null, Team.alone(), line -> {});
    int[] labels = noisy.train().labels();
    long wrong = IntStream.range(0, 64).filter(i -> labels[i] != right.train().label(i)).count();
    assertEquals(16, wrong);
    // The same weights err as often: validation and test labels are the same.
    assertEquals(right.evaluate(), noisy.evaluate());
  }

  @Test
  void whatTrainingReportsIsWhatEvaluateFindsAndTheFolderHolds() throws IOException {
    RunSummary trained = train("a", "prediction=mean");
    assertEquals(12, trained.iteration());
    assertEquals(40, trained.testImages());
    assertEquals(
        List.of("block 1", "block 2", "block 3", "block 4", "mean of modules"),
        trained.outputs().stream().map(RunSummary.OutputError::output).toList());
    assertTrue(trained.outputs().get(4).prediction());
    assertFalse(trained.outputs().get(3).prediction());

    ModelSource source =
        new ModelSource(folder.resolve("a"), Optional.empty(), List.of("threads=1"));
    ModelEvaluation evaluated = new TorchModels().evaluate(source, SILENT::message);
    assertEquals(
        trained.outputs(),
        evaluated.outputs().stream()
            .map(
                o ->
                    new RunSummary.OutputError(
                        o.name(),
                        OptionalDouble.empty(),
                        o.statistics().error(),
                        o.errorByViews(),
                        o.prediction()))
            .toList());

    ObjectMapper json = new ObjectMapper();
    JsonNode result = json.readTree(folder.resolve("a/result.json").toFile());
    assertEquals(
        100 * trained.outputs().get(3).testError(), result.at("/test/block4").asDouble(), 1e-9);
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("a/metrics.jsonl"))) {
      lines.add(json.readTree(line));
    }
    assertEquals(
        List.of(3, 5, 6, 9, 10, 12, 12),
        lines.stream().map(l -> l.path("iteration").asInt()).toList());
    JsonNode step = lines.get(0);
    assertEquals(4, step.path("modules").size());
    assertEquals(
        step.path("loss").asDouble(),
        step.path("between").asDouble() + 0.001 * step.path("within").asDouble(),
        1e-4);
    for (JsonNode line : lines) {
      assertEquals(line.has("loss"), line.path("gradientNorm").asDouble() > 0, line.toString());
      assertEquals(line.has("loss"), line.path("weightChange").asDouble() > 0, line.toString());
    }
    assertTrue(lines.get(1).at("/test/block4").isNumber());
    Path events = folder.resolve("a/events.out.tfevents.mixsep");
    String text = Files.readString(events, StandardCharsets.ISO_8859_1);
    // 4 lines of losses, 3 of tests
    assertEquals(4, text.split("train/within/block4", -1).length - 1);
    assertEquals(4, text.split("train/weightChange", -1).length - 1);
    assertEquals(3, text.split("test/error/block4", -1).length - 1);
    resume(folder.resolve("a"), checkpoints("a").file(8)); // does two tests and two records again
    assertEquals(text.length(), Files.size(events));
  }

  @Test
  void theErrorByViewsStandsBesideThePlainOneAndChangesNothingElse() throws IOException {
    RunSummary plain = train("plain", "data.validation=20", "data.train=84");
    RunSummary viewed =
        train("viewed", "data.validation=20", "data.train=84", "evaluate.views=mirror-shift");
    assertEquals(Views.MIRROR_SHIFT, viewed.views());
    assertEquals(Views.NONE, plain.views());
    for (int i = 0; i < plain.outputs().size(); i++) {
      assertEquals(plain.outputs().get(i).testError(), viewed.outputs().get(i).testError());
      assertTrue(plain.outputs().get(i).testErrorByViews().isEmpty());
    }
    ObjectMapper json = new ObjectMapper();
    JsonNode result = json.readTree(folder.resolve("viewed/result.json").toFile());
    JsonNode without = json.readTree(folder.resolve("plain/result.json").toFile());
    assertEquals(without.path("test"), result.path("test"));
    assertFalse(without.has("views"));
    assertEquals("mirror-shift", result.at("/views/views").asText());
    assertEquals(20, result.at("/views/validation/images").asInt());
    assertEquals(40, result.at("/views/test/images").asInt());
    assertEquals(
        100 * viewed.outputs().get(3).testErrorByViews().orElseThrow(),
        result.at("/views/test/block4").asDouble(),
        1e-9);
    Path evaluation = folder.resolve("viewed/evaluation.json");
    assertEquals(result.path("views"), json.readTree(evaluation.toFile()).path("views"));

    List<String> settings = List.of("threads=1");
    ModelSource source = new ModelSource(folder.resolve("viewed"), Optional.empty(), settings);
    ModelEvaluation evaluated = new TorchModels().evaluate(source, SILENT::message);
    for (int i = 0; i < evaluated.outputs().size(); i++) {
      assertEquals(
          viewed.outputs().get(i).testErrorByViews(), evaluated.outputs().get(i).errorByViews());
    }
    ModelSource otherwise =
        new ModelSource(
            folder.resolve("viewed"),
            Optional.empty(),
            List.of("threads=1", "evaluate.views=mirror"));
    assertEquals(Views.MIRROR, new TorchModels().evaluate(otherwise, SILENT::message).views());
    assertEquals("mirror", json.readTree(evaluation.toFile()).at("/views/views").asText());
  }

  @Test
  void averagedWeightsAreMeasuredAndUsedAndTrainingDoesNotFeelThem() throws IOException {
    train("plain");
    RunSummary averaged = train("averaged", "average.decay=0.9", "average.every=2");
    Map<String, Tensor> saved = tensors("averaged");
    Map<String, Tensor> plain = tensors("plain");
    plain.forEach(
        (name, tensor) ->
            assertArrayEquals(bytes(tensor), bytes(saved.get(name)), name + " is the same"));
    String name = "block2.unit1.conv1.weight";
    assertFalse(
        Arrays.equals(bytes(saved.get("model." + name)), bytes(saved.get("average." + name))));

    ObjectMapper json = new ObjectMapper();
    JsonNode result = json.readTree(folder.resolve("averaged/result.json").toFile());
    assertTrue(result.path("averaged").asBoolean());
    assertFalse(json.readTree(folder.resolve("plain/result.json").toFile()).has("averaged"));
    for (String line : Files.readAllLines(folder.resolve("averaged/metrics.jsonl"))) {
      JsonNode metrics = json.readTree(line);
      assertEquals(metrics.has("test"), metrics.path("averaged").asBoolean(), line);
    }

    List<String> settings = List.of("threads=1");
    ModelSource source = new ModelSource(folder.resolve("averaged"), Optional.empty(), settings);
    ModelEvaluation evaluated = new TorchModels().evaluate(source, SILENT::message);
    assertTrue(evaluated.averaged());
    for (int i = 0; i < evaluated.outputs().size(); i++) {
      assertEquals(
          averaged.outputs().get(i).testError(), evaluated.outputs().get(i).statistics().error());
    }
    Path weights = folder.resolve("w.safetensors");
    new TorchModels().export(source, Models.ExportFormat.SAFETENSORS, weights);
    SafetensorsFile.Contents exported = SafetensorsFile.read(weights);
    assertEquals("0.9", exported.texts().get("averageDecay"));
    assertArrayEquals(
        bytes(saved.get("average." + name)), bytes(exported.tensors().get(name)), name);
    Path onnx = folder.resolve("w.onnx");
    new TorchModels().export(source, Models.ExportFormat.ONNX, onnx);
    String graph = Files.readString(onnx, StandardCharsets.ISO_8859_1);
    assertTrue(graph.contains(text(saved.get("average." + name))));
    assertFalse(graph.contains(text(saved.get("model." + name))));
  }

  private Map<String, Tensor> tensors(String name) {
    return SafetensorsFile.read(checkpoints(name).newestFirst().get(0)).tensors();
  }

  private static byte[] bytes(Tensor tensor) {
    byte[] bytes = new byte[(int) tensor.nbytes()];
    Tensors.bytes(tensor).get(bytes);
    return bytes;
  }

  private static String text(Tensor tensor) {
    return new String(bytes(tensor), StandardCharsets.ISO_8859_1);
  }

  @Test
  void noEventFileWhereNoneIsWanted() {
    train("a", "log.tensorboard=off");
    assertFalse(Files.exists(folder.resolve("a/events.out.tfevents.mixsep")));
  }

  @Test
  void aFolderWithARunIsNotTrainedOver() {
    train("a");
    var refused = assertThrows(InvalidInputException.class, () -> train("a"));
    assertTrue(refused.getMessage().contains("mixsep resume"), refused.getMessage());
  }

  @Test
  void aFolderWhoseRunFailedBeforeItBeganIsFreeAgain() {
    assertThrows(
        InvalidInputException.class,
        () -> train("a", "data=cifar10", "data.dir=" + folder.resolve("none"), "data.test=0"));
    assertEquals(12, train("a").iteration());
  }

  @Test
  void aFinishedRunIsNotTrainedFurther() {
    RunSummary trained = train("a");
    assertEquals(trained.outputs(), resume(folder.resolve("a"), null).outputs());
    assertEquals(List.of(12L, 8L), iterations("a"));
  }

  @Test
  void aDamagedCheckpointIsRefusedAndTheOneBeforeLeadsToTheSameEnd() throws IOException {
    RunSummary trained = train("a");
    Path newest = checkpoints("a").file(12);
    byte[] good = Files.readAllBytes(newest);
    byte[] bad = good.clone();
    bad[bad.length - 100] ^= 4;
    Files.write(newest, bad);

    Path run = folder.resolve("a");
    var refused = assertThrows(InvalidInputException.class, () -> resume(run, null));
    Path before = checkpoints("a").file(8);
    assertTrue(refused.getMessage().contains(newest.toString()), refused.getMessage());
    assertTrue(refused.getMessage().endsWith("--checkpoint " + before), refused.getMessage());

    RunSummary again = resume(run, before);
    assertEquals(trained.outputs(), again.outputs());
    assertTrue(Files.exists(newest.resolveSibling(newest.getFileName() + ".aside")));
    assertEquals(List.of(12L, 8L), iterations("a"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"loss=center", "loss.within.memory=3"})
  void whatALossRemembersLeadsToTheSameEnd(String loss) {
    train("a", loss, "modules=3,4");
    Path newest = checkpoints("a").file(12);
    Map<String, Tensor> whole = SafetensorsFile.read(newest).tensors();
    List<String> remembered = whole.keySet().stream().filter(n -> n.startsWith("loss.")).toList();
    assertTrue(remembered.stream().anyMatch(n -> n.startsWith("loss.block3.")), loss);
    for (String name : remembered) {
      assertTrue(whole.get(name).abs().sum().item_float() > 0, name);
    }
    resume(folder.resolve("a"), checkpoints("a").file(8));
    Map<String, Tensor> resumed = SafetensorsFile.read(newest).tensors();
    assertEquals(whole.keySet(), resumed.keySet());
    whole.forEach((name, t) -> assertEquals(Tensors.bytes(t), Tensors.bytes(resumed.get(name))));
  }

  @Test
  void aRunUnderWayKeepsOthersOut() throws IOException {
    train("a");
    Path run = folder.resolve("a");
    try (FileChannel lock = RunFolder.open(run).lock()) {
      assertTrue(lock.isOpen());
      var refused = assertThrows(InvalidInputException.class, () -> resume(run, null));
      assertTrue(refused.getMessage().contains("in use"), refused.getMessage());
    }
  }

  @Test
  void aLossThatIsNotFiniteKeepsTheLastGoodCheckpoint() {
    var stopped =
        assertThrows(
            NonFiniteLossException.class,
            () -> train("a", "learningRate=1e18", "learningRate.warmup=0", "checkpoint.every=1"));
    assertTrue(stopped.iteration() > 1, stopped.getMessage());
    assertEquals(stopped.iteration() - 1, iterations("a").get(0), stopped.getMessage());
    assertEquals(stopped.iteration() - 1, checkpoints("a").readNewest().iteration());
  }

  @Test
  void otherImagesThanTheRunBeganWithAreRefused() throws IOException {
    Path data = Files.createDirectories(folder.resolve("cifar"));
    for (int file = 1; file <= 6; file++) {
      writeCifar(data.resolve(file == 6 ? "test_batch.bin" : "data_batch_" + file + ".bin"), file);
    }
    String[] settings = {
      "data=cifar10", "data.dir=" + data, "data.train=0", "data.test=0", "preprocess=gcn"
    };
    train("a", settings);
    writeCifar(data.resolve("data_batch_3.bin"), 77);
    var refused =
        assertThrows(InvalidInputException.class, () -> resume(folder.resolve("a"), null));
    assertTrue(refused.getMessage().contains("not those the run began with"), refused.getMessage());
  }

  @Test
  void aFolderWithoutARunIsNamed() {
    var refused = assertThrows(InvalidInputException.class, () -> resume(folder, null));
    assertTrue(refused.getMessage().startsWith(folder + " is no run folder"), refused.getMessage());
  }

  private List<Long> iterations(String name) {
    return checkpoints(name).newestFirst().stream()
        .map(file -> Long.parseLong(file.getFileName().toString().replaceAll("\\D", "")))
        .toList();
  }

  private static void writeCifar(Path file, long seed) throws IOException {
    byte[] bytes = new byte[20 * 3073];
    new Random(seed).nextBytes(bytes);
    for (int i = 0; i < 20; i++) {
      bytes[i * 3073] = (byte) (i % 10);
    }
    Files.write(file, bytes);
  }
}
