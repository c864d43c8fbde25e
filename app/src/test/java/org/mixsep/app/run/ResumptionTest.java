package org.mixsep.app.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mixsep.InvalidInputException;
import org.mixsep.app.config.ConfigSources;
import org.mixsep.app.config.DataSettings;
import org.mixsep.app.config.FlatYaml;
import org.mixsep.app.config.TrainingSettings;
import org.mixsep.app.runfolder.RunFolder;
import org.mixsep.drawing.StreetDigits;
import org.mixsep.torch.SafetensorsFile;
import org.mixsep.torch.Tensors;

/** Runs that go on longer or elsewhere than they began. */
class ResumptionTest {
  @TempDir private Path folder;

  private final TorchRuns runs = new TorchRuns();
  private final List<String> heard = new ArrayList<>();
  private final RunListener listener =
      new RunListener() {
        @Override
        public void message(String line) {
          heard.add(line);
        }

        @Override
        public void progress(StepProgress step) {}
      };

  private Path train(String name, String... settings) {
    Path run = folder.resolve(name);
    List<String> all =
        new ArrayList<>(
            List.of(
                "data.train=64",
                "data.test=20",
                "network=resnet1",
                "modules=config1",
                "batch=16",
                "threads=1",
                "precision=float32",
                "run=" + run,
                "cache=" + folder.resolve("cache")));
    all.addAll(List.of(settings));
    runs.train(ConfigSources.resolve("street-digits", Optional.empty(), all), "x", listener);
    return run;
  }

  private void resume(Path run, String... settings) {
    runs.resume(run, Optional.empty(), List.of(settings), listener);
  }

  private String refusal(Path run, String... settings) {
    return assertThrows(InvalidInputException.class, () -> resume(run, settings)).getMessage();
  }

  private static Map<String, float[]> weights(Path run, int iteration) {
    Path file = run.resolve("checkpoints/iteration-%08d.safetensors".formatted(iteration));
    Map<String, float[]> weights = new TreeMap<>();
    SafetensorsFile.read(file)
        .tensors()
        .forEach(
            (name, tensor) -> {
              if (name.startsWith("model.")) {
                weights.put(name, Tensors.floats(tensor));
              }
            });
    return weights;
  }

  @Test
  void aLongerRunEndsAsIfItHadBeenSoLongFromTheStart() throws IOException {
    Path whole = train("whole", "learningRate.schedule=constant", "iterations=6");
    Path longer = train("longer", "learningRate.schedule=constant", "iterations=4");
    resume(longer, "iterations=6");
    Map<String, float[]> expected = weights(whole, 6);
    Map<String, float[]> found = weights(longer, 6);
    assertEquals(expected.keySet(), found.keySet());
    expected.forEach((name, values) -> assertArrayEquals(values, found.get(name), name));
    assertTrue(heard.stream().anyMatch(line -> line.contains("the learning rate stays 0.1")));
    assertEquals(6, FlatYaml.read(longer.resolve("config.yaml")).get(TrainingSettings.ITERATIONS));
    assertTrue(Files.readString(longer.resolve("result-4.json")).contains("\"iterations\" : 4"));
    assertTrue(Files.readString(longer.resolve("result.json")).contains("\"iterations\" : 6"));
  }

  @Test
  void whatAnEditedConfigurationSaysCountsWhereItMay() throws IOException {
    Path run = train("edited", "iterations=2");
    Path config = run.resolve("config.yaml");
    String text = Files.readString(config);
    Files.writeString(config, text.replace("\niterations: 2\n", "\niterations: 6\n"));
    resume(run);
    assertTrue(Files.exists(run.resolve("checkpoints/iteration-00000006.safetensors")));
    String line =
        heard.stream().filter(said -> said.startsWith("iterations 2 -> 6")).findFirst().orElse("");
    assertTrue(line.contains("cosine is from here on that of a run of 6; at iteration 2"), line);

    Files.writeString(config, text.replace("\nbatch: 16\n", "\nbatch: 32\n"));
    line = refusal(run);
    assertTrue(line.contains("the run began with batch=16 and cannot go on with 32"), line);
    Files.writeString(config, text);
    assertTrue(refusal(run, "seed=5").contains("cannot go on with 5"));
    assertTrue(refusal(run, "iterations=3").contains("the run has done 6"));
    assertTrue(refusal(run, "data.dir=x").contains("would not be used"));
  }

  private Path pictures(String name, int seed) throws IOException {
    Path all = folder.resolve(name);
    StreetDigits digits = new StreetDigits(seed, 10);
    var set = digits.train(40);
    for (int i = 0; i < set.size(); i++) {
      Path dir = all.resolve(i % 5 == 0 ? "test" : "train").resolve(i % 2 == 0 ? "a" : "b");
      Files.createDirectories(dir);
      SmallRun.writePng(set, i, dir.resolve(i + ".png"));
    }
    return all;
  }

  @Test
  void imagesThatMovedAreToldByTheirChecksums() throws IOException {
    Path here = pictures("here", 1);
    String[] settings = {"data=folder", "data.dir=" + here, "data.train=0", "data.test=0"};
    List<String> all = new ArrayList<>(List.of(settings));
    all.add("iterations=2");
    Path run = train("moved", all.toArray(new String[0]));
    Path there = folder.resolve("there");
    Files.move(here, there);
    assertTrue(refusal(run, "iterations=4").contains("no such folder"));
    Path others = pictures("others", 2);
    String line = refusal(run, "iterations=4", "data.dir=" + others);
    assertTrue(line.contains("are not those the run began with"), line);
    assertEquals(2, FlatYaml.read(run.resolve("config.yaml")).get(TrainingSettings.ITERATIONS));
    resume(run, "iterations=4", "data.dir=" + there);
    assertEquals(
        there, FlatYaml.read(run.resolve("config.yaml")).get(DataSettings.DIR).orElseThrow());
  }

  @Test
  void aStartThatIsRefusedLeavesNoFolder() {
    assertThrows(
        InvalidInputException.class,
        () -> train("none", "data=folder", "data.dir=" + folder.resolve("x")));
    assertFalse(Files.exists(folder.resolve("none")));
  }

  @Test
  void runsThatStartAtOnceHaveFoldersOfTheirOwn() {
    long distinct =
        java.util.stream.IntStream.range(0, 32)
            .parallel()
            .mapToObj(i -> RunFolder.next(folder.resolve("runs"), "x").path())
            .distinct()
            .count();
    assertEquals(32, distinct);
  }
}
