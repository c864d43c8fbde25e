package org.mixsep.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@link ReaderFuzz} in a process of its own with little memory. */
class ReaderFuzzTest {
  private static final int FILES = 2000;

  @TempDir Path folder;

  @Test
  void damagedFilesGiveASetOrAClearErrorInLittleMemory() throws Exception {
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:MaxDirectMemorySize=32m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.awt.headless=true",
                "-cp",
                System.getProperty("java.class.path"),
                ReaderFuzz.class.getName(),
                folder.resolve("files").toString(),
                Integer.toString(FILES))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertTrue(process.waitFor(5, TimeUnit.MINUTES), "a reader hangs:\n" + text(output));
    } finally {
      process.destroyForcibly();
    }
    assertEquals(0, process.exitValue(), text(output));
    List<String> lines = text(output).lines().toList();
    for (String reader : List.of("cifar", "svhn", "idx", "pictures")) {
      String pattern = reader + ": " + FILES + " files, [1-9][0-9]* refused, .*";
      assertTrue(lines.stream().anyMatch(line -> line.matches(pattern)), text(output));
    }
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file);
  }
}
