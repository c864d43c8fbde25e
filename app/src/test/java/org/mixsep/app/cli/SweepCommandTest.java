package org.mixsep.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mixsep.app.images.DataSets;
import org.mixsep.app.model.TorchModels;
import org.mixsep.app.run.TorchRuns;

/** A small sweep with real training. */
class SweepCommandTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Cli console =
      new Cli(
          new TorchRuns(),
          new TorchModels(),
          new DataSets(),
          new Console(new PrintWriter(out), new PrintWriter(err), new Terminal(false, false, 80)));

  @Test
  void rankedByValidationAndResumed() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("s.yaml"),
            """
            settings:
              data: {train: 200, test: 60, validation: 50}
              network: resnet1
              iterations: 4
              batch: 32
              threads: 1
              cache: '%s'
            over:
              learningRate: [0.05, 0.1]
            """
                .formatted(folder.resolve("cache")));
    String[] command = {"sweep", "--config", file.toString(), "--out=" + folder.resolve("s")};
    assertEquals(0, console.execute(command), err::toString);
    assertTrue(out.toString().contains("rank  validation error  seeds  settings\n"));
    assertTrue(err.toString().contains("\nvalidation error "), err::toString);
    List<String> csv = Files.readAllLines(folder.resolve("s/sweep.csv"));
    assertEquals(3, csv.size());
    assertTrue(csv.get(1).matches("1,[0-9.]+,finished,0\\.\\d+"), csv.get(1));
    assertEquals(0, console.execute(command), err::toString);
    assertTrue(out.toString().contains("2 runs, 0 to do"), out::toString);
  }
}
