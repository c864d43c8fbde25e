package org.mixsep.app.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mixsep.InvalidInputException;
import org.mixsep.app.config.FlatYaml;
import org.mixsep.app.experiment.Sweep.Candidate;

class SweepTest {
  @TempDir Path folder;

  private List<Candidate> candidates(String text) {
    return read(text).candidates(config -> config);
  }

  private Sweep read(String text) {
    try {
      return Sweep.read(Files.writeString(folder.resolve("s.yaml"), text));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void aGridHasEveryCombinationWithEverySeed() {
    List<Candidate> grid =
        candidates(
            """
            settings: {data: {validation: 100}, modules: [2, 4]}
            seeds: 1..2
            over:
              batch: [32, 64]
              learningRate: [0.1, 1e-3, 0.01]
            """);
    assertEquals(6, grid.size());
    assertEquals("batch=32 learningRate=1e-3", grid.get(1).label().replace("0.001", "1e-3"));
    Job last = grid.get(5).jobs().get(1);
    assertEquals("64", last.config().text("batch"));
    assertEquals("0.01", last.config().text("learningRate.initial"));
    assertEquals("config3", last.config().text("modules"));
    assertEquals("2", last.config().text("seed"));
  }

  @Test
  void randomDrawsAreTheSameEachTimeDistinctAndInRange() {
    String text =
        """
        settings: {data.validation: 100}
        search: random
        samples: 30
        seed: %d
        over:
          batch: [32, 64]
          learningRate: {from: 0.001, to: 0.1, scale: log}
        """;
    List<Candidate> drawn = candidates(text.formatted(4));
    assertEquals(30, drawn.stream().map(Candidate::label).distinct().count());
    assertEquals(drawn, candidates(text.formatted(4)));
    assertNotEquals(drawn, candidates(text.formatted(5)));
    List<Double> rates =
        drawn.stream().map(c -> Double.parseDouble(c.choice().get("learningRate"))).toList();
    assertTrue(rates.stream().allMatch(rate -> rate >= 0.001 && rate <= 0.1), rates::toString);
    long low = rates.stream().filter(rate -> rate < 0.01).count();
    assertTrue(low > 5 && low < 25, "half of a logarithmic scale: " + low);
    assertEquals(
        2,
        candidates(
                "settings: {data.validation: 9}\nsearch: random\nsamples: 30\n"
                    + "over: {batch: [32, 64]}")
            .size(),
        "a small space is exhausted");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "over: {batch: [32]};data.validation=0 leaves no images to compare by",
        "settings: {batch: 32};expected 'over:'",
        "ovr: 1\\nover: {batch: [32]};unknown key ovr; allowed",
        "over: {bach: [32]};unknown setting bach=32",
        "over: {batch: [0]};batch=0 is refused",
        "over: {batch: 32};batch: expected a list of values",
        "over: {seed: [1]};'seeds: 1..3' averages over seeds",
        "search: bayes\\nover: {batch: [32]};search: bayes is refused",
        "search: random\\nover: {batch: [32]};samples: expected a whole number from 1",
        "search: random\\nsamples: 3\\nover: {momentum: {from: 0, to: 0.9, scale: log}};momentum: expected from, to",
        "over: {batch: [32];s.yaml line"
      })
  void refusesInOneLine(String text, String message) {
    String refusal =
        assertThrows(InvalidInputException.class, () -> candidates(text.replace("\\n", "\n")))
            .getMessage();
    assertTrue(refusal.contains("s.yaml"), refusal);
    assertTrue(refusal.contains(message), refusal);
    assertEquals(1, refusal.lines().count(), refusal);
  }

  @Test
  void ranksByTheMeanValidationErrorWhateverTheTestErrorSays() throws IOException {
    List<Candidate> three =
        candidates(
            "settings: {data.validation: 100}\nseeds: 1..2\nover: {batch: [16, 32, 64, 128]}");
    double[][] validation = {{30, 40}, {20, 30}, {10, 0}, {50}};
    for (int c = 0; c < 4; c++) {
      for (int s = 0; s < validation[c].length; s++) {
        if (c != 2 || s == 0) {
          finish(three.get(c).jobs().get(s), validation[c][s], 100 - validation[c][s]);
        }
      }
    }
    Path diverged = folder.resolve(three.get(2).jobs().get(1).folder());
    Files.createDirectories(diverged);
    Files.writeString(
        diverged.resolve("config.yaml"), FlatYaml.write(three.get(2).jobs().get(1).config()));
    Files.writeString(
        diverged.resolve("state.json"),
        "{\"state\":\"diverged\",\"started\":\"2026-11-25T00:00:00Z\",\"message\":\"NaN\"}");

    Ranking ranking = Ranking.of(three, job -> folder.resolve(job.folder()));
    assertEquals(
        List.of("batch=32", "batch=16", "batch=64", "batch=128"),
        ranking.lines().stream().map(line -> line.candidate().label()).toList());
    assertEquals(25, ranking.lines().get(0).error().orElseThrow());
    assertEquals("diverged", ranking.lines().get(2).state());
    assertEquals("to do", ranking.lines().get(3).state());
    ranking.write(folder, job -> folder.resolve(job.folder()));
    assertEquals(
        """
        rank,validation_error_percent,state,batch
        1,25.0,finished,32
        2,35.0,finished,16
        3,,diverged,64
        4,,to do,128
        """,
        Files.readString(folder.resolve("sweep.csv")));
    assertTrue(!Files.readString(folder.resolve("sweep.json")).contains("test"));
  }

  private void finish(Job job, double validation, double test) throws IOException {
    Path run = folder.resolve(job.folder());
    Files.createDirectories(run);
    Files.writeString(run.resolve("config.yaml"), FlatYaml.write(job.config()));
    Files.writeString(
        run.resolve("result.json"),
        "{\"validation\":{\"block4\":%s},\"test\":{\"block4\":%s}}".formatted(validation, test));
  }
}
