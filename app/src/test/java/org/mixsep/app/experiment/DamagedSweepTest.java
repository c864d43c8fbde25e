package org.mixsep.app.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mixsep.InvalidInputException;
import org.mixsep.app.TextDamage;

/** Sweep files that are damaged, or ask for more than there can be. */
class DamagedSweepTest {
  private static final List<String> WHOLE =
      List.of(
          """
          preset: street-digits
          settings: {data: {validation: 100}, modules: [2, 4]}
          seeds: 1..2
          over:
            batch: [32, 64]
            learningRate: [0.1, 1e-3]
          """,
          """
          settings:
            data.validation: 100
          search: random
          samples: 3
          seed: 7
          over:
            learningRate: {from: 1e-3, to: 0.5, scale: log}
            momentum: {from: 0.5, to: 0.95}
            batch: [32, 64]
          """);

  @TempDir Path folder;

  private int runs(String text) throws IOException {
    Path file = folder.resolve("s.yaml");
    Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    return Sweep.read(file).candidates(config -> config).stream()
        .mapToInt(c -> c.jobs().size())
        .sum();
  }

  private void damage(int files) throws IOException {
    int refused = 0;
    for (int seed = 0; seed < files; seed++) {
      String text = TextDamage.of(WHOLE.get(seed % WHOLE.size()), new SplittableRandom(seed));
      try {
        runs(text);
      } catch (InvalidInputException e) {
        refused++;
        assertEquals(1, e.getMessage().lines().count(), "seed " + seed + ": " + e.getMessage());
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed " + seed + ":\n" + text, e);
      }
    }
    assertTrue(refused > files / 4, refused + " of " + files);
  }

  @Test
  void someDamagedFilesAreReadOrRefused() throws IOException {
    for (String whole : WHOLE) {
      assertTrue(runs(whole) > 0);
    }
    damage(300);
  }

  @Tag("slow")
  @Test
  void manyDamagedFilesAreReadOrRefused() throws IOException {
    damage(2000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"from: -1e308, to: 1e308", "from: 0, to: 1e999", "from: 1, to: .inf"})
  void rangesThatOverflowAreRefused(String range) {
    String text =
        """
        settings: {data.validation: 100}
        search: random
        samples: 2
        over:
          learningRate: {%s}
        """;
    assertThrows(InvalidInputException.class, () -> runs(text.formatted(range)));
  }

  @Test
  void moreRunsThanCanBeHeldAreRefusedBeforeTheyAreListed() {
    String values =
        IntStream.range(1, 5000).mapToObj(i -> i + "e-6").collect(Collectors.joining(", "));
    String text =
        """
        settings: {data.validation: 100}
        seeds: %s
        over:
          learningRate: [%s]
          weightDecay: [%s]
        """;
    for (String seeds : List.of("1..1000", "1", "1..900,1001..1900")) {
      String whole = text.formatted(seeds, values, seeds.equals("1") ? values : "0");
      var refused = assertThrows(InvalidInputException.class, () -> runs(whole));
      assertEquals(1, refused.getMessage().lines().count());
    }
  }
}
