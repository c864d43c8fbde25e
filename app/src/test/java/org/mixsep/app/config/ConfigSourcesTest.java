package org.mixsep.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mixsep.InvalidInputException;

class ConfigSourcesTest {
  @TempDir Path folder;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private RunConfig resolved(Path file, String... arguments) {
    return ConfigSources.resolve(Presets.DEFAULT, Optional.of(file), List.of(arguments));
  }

  private String refusal(Path file) {
    InvalidInputException e = assertThrows(InvalidInputException.class, () -> resolved(file));
    assertFalse(e.getMessage().contains("\n"), e.getMessage());
    assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
    return e.getMessage().substring(file.toString().length());
  }

  @Test
  void laterSourcesCountMore() throws IOException {
    Path file = file("a.yaml", "batch: 64\niterations: 11\n");
    RunConfig config = resolved(file, "iterations=12", "seed=5", "seed=6");
    assertEquals(0.9, config.get(TrainingSettings.MOMENTUM)); // default
    assertEquals(0.1, config.get(LearningRateSettings.INITIAL)); // preset
    assertEquals(64, config.get(TrainingSettings.BATCH)); // file
    assertEquals(12, config.get(TrainingSettings.ITERATIONS)); // argument
    assertEquals(6, config.get(TrainingSettings.SEED)); // the last of two
  }

  @Test
  void ofIterationsAndEpochsTheLaterCounts() throws IOException {
    Path file = file("a.yaml", "epochs: 3\nbatch: 50\n");
    RunConfig byFile = resolved(file);
    assertEquals(3, byFile.get(TrainingSettings.EPOCHS));
    assertEquals(0, resolved(file, "iterations=7").get(TrainingSettings.EPOCHS));
    assertEquals(5, resolved(file, "iterations=7", "epochs=5").get(TrainingSettings.EPOCHS));
    assertEquals(byFile, FlatYaml.parse(FlatYaml.write(byFile), "a listing"));
    RunConfig sized = byFile.sized(499);
    assertEquals(3 * 9, sized.get(TrainingSettings.ITERATIONS));
    assertEquals(0, sized.get(TrainingSettings.EPOCHS));
    assertEquals(sized, sized.sized(10_000));
  }

  @Test
  void fewImagesMakeSmallBatches() throws IOException {
    RunConfig config = resolved(file("a.yaml", "batch: 500\nbatch.leastPerEpoch: 8\nepochs: 2\n"));
    assertEquals(500, config.sized(4_000).get(TrainingSettings.BATCH));
    assertEquals(250, config.sized(3_999).get(TrainingSettings.BATCH));
    assertEquals(15, config.sized(160).get(TrainingSettings.BATCH));
    assertEquals(20, config.sized(160).get(TrainingSettings.ITERATIONS));
    assertEquals(1, config.sized(3).get(TrainingSettings.BATCH));
    RunConfig longer = config.with(TrainingSettings.LEAST_IMAGES, 16_000);
    assertEquals(1_067, longer.sized(160).get(TrainingSettings.ITERATIONS));
    assertEquals(32, longer.sized(8_000).get(TrainingSettings.ITERATIONS));
    assertEquals(60, config.with(DataSettings.TRAIN, 60).get(DataSettings.TRAIN));
  }

  @Test
  void photographsStartFromAPresetOfTheirOwn() throws IOException {
    List<String> folder = List.of("batch=9", "data=folder");
    assertEquals("photographs", Presets.usual(Optional.empty(), folder));
    assertEquals("photographs", Presets.usual(Optional.empty(), List.of("data.name=Folder")));
    assertEquals("street-digits", Presets.usual(Optional.empty(), List.of("batch=9")));
    Path file = file("a.yaml", "epochs: 3\n");
    assertEquals("street-digits", Presets.usual(Optional.of(file), folder));
    for (String pair :
        List.of("airbench photographs", "resnet50 fine-tune", "resnet3 street-digits")) {
      List<String> asked = List.of("data=folder", "network=" + pair.split(" ")[0]);
      assertEquals(pair.split(" ")[1], Presets.usual(Optional.empty(), asked));
    }
  }

  @Test
  void nestedKeysDottedKeysAndJsonAreTheSame() throws IOException {
    Path nested =
        file(
            "nested.yaml",
            """
            loss:
              name: msl
              within: {weight: 0.5, reduction: mean}
              threshold.window: 7
            modules: [2, 4]
            preprocess: [gcn, zca]
            nesterov: on
            run:
            """);
    Path dotted =
        file(
            "dotted.yml",
            """
            loss: msl
            loss.within.weight: 0.5
            loss.within.reduction: mean
            loss.threshold.window: 7
            modules: 2,4
            preprocess: gcn,zca
            nesterov: true
            """);
    Path json =
        file(
            "nested.json",
            """
            {"loss": {"name": "msl", "within": {"weight": 0.5, "reduction": "mean"},
             "threshold": {"window": 7}}, "modules": [2, 4], "preprocess": ["gcn", "zca"],
             "nesterov": true, "run": null}
            """);
    RunConfig config = resolved(nested);
    assertEquals(config, resolved(dotted));
    assertEquals(config, resolved(json));
    assertEquals(0.5, config.get(WithinSettings.WEIGHT));
    assertEquals(7, config.get(ThresholdSettings.WINDOW));
    assertEquals(List.of(2, 4), config.get(NetworkSettings.MODULES));
  }

  @Test
  void scalarsStayWhatTheUserTyped() throws IOException {
    RunConfig config = resolved(file("a.yaml", "run: 0x10\ncache: 1_000\ndata.dir: 007\n"));
    assertEquals(Path.of("0x10"), config.get(OutputSettings.RUN).orElseThrow());
    assertEquals(Path.of("1_000"), config.get(OutputSettings.CACHE).orElseThrow());
    assertEquals(Path.of("007"), config.get(DataSettings.DIR).orElseThrow());
  }

  @Test
  void emptyFilesChangeNothing() throws IOException {
    RunConfig expected = ConfigSources.resolve(Presets.DEFAULT, Optional.empty(), List.of());
    assertEquals(expected, resolved(file("a.yaml", "")));
    assertEquals(expected, resolved(file("b.yaml", "# nothing\n")));
    assertEquals(expected, resolved(file("c.json", "{}")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "batch: 1\\nseed: 2\\nbatch: 3 | ' line 3: '",
        "loss: msl\\nloss.name: msl | ' line 2: loss.name is set a second time; line 1 has'",
        "loss: {name: msl}\\nloss: {space: unit} | ' line 2: '",
        "seed: 1\\nbatch: 0 | ' line 2: batch=0 is refused; allowed: a whole number'",
        "seed: 1\\nlearningRat: 1 | ' line 2: unknown setting learningRat=1'",
        "seed: 1\\nloss:\\n  spce: unit | ' line 3: unknown setting loss.spce=unit'",
        "seed: [1 | ' line '",
        "a: b: c | ' line 1: mapping values are not allowed here'",
        "- 1 | ' line 1: expected settings such as'",
        "hello | ' line 1: expected settings such as'",
        "seed: 1\\n---\\nseed: 2 | ' line '",
        "seed: &a 1\\nbatch: *a | ' line 2: aliases are not supported'",
        "preprocess: [[gcn]] | ' line 1: preprocess is a list of plain values'",
      })
  void faultsNameFileAndLine(String yaml, String expected) throws IOException {
    String line = refusal(file("a.yaml", yaml.replace("\\n", "\n")));
    assertTrue(line.startsWith(expected), line);
  }

  @Test
  void faultsOfJsonNameFileAndLine() throws IOException {
    String line = refusal(file("a.json", "{\n\"seed\": 1,\n\"seed\": 2}"));
    assertTrue(line.startsWith(" line 3: Duplicate field 'seed'"), line);
    line = refusal(file("b.json", "{\n\"seed\": 1"));
    assertTrue(line.startsWith(" line 2: "), line);
  }

  @Test
  void filesThatCannotBeReadAreNamed() throws IOException {
    assertTrue(refusal(folder.resolve("none.yaml")).contains("no such configuration file"));
    assertTrue(refusal(folder).contains("no such configuration file"));
    Path binary = Files.write(folder.resolve("x.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertTrue(refusal(binary).contains("UTF-8"));
    Path large = Files.write(folder.resolve("y.yaml"), new byte[2_000_000]);
    assertTrue(refusal(large).contains("too large"));
  }

  @Test
  void anArgumentIsKeyAndValue() {
    for (String argument : List.of("resnet9", "=3", "")) {
      InvalidInputException e =
          assertThrows(
              InvalidInputException.class,
              () -> ConfigSources.resolve(Presets.DEFAULT, Optional.empty(), List.of(argument)));
      assertTrue(e.getMessage().contains("expected key=value"), e.getMessage());
    }
  }
}
