package org.mixsep.app.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mixsep.app.cli.Main;

/** The program's resident memory over a long run, as the launcher starts it. */
@Tag("slow")
class MemoryTest {
  private static final int FROM = 1_000; // until then malloc finds its places, by a map or two
  private static final int TO = 6_000;

  @TempDir Path folder;

  @Test
  void growsByLessThanOnePercentOver5000Iterations() throws Exception {
    assumeTrue(Files.isDirectory(Path.of("/proc/self")), "resident memory is read from /proc");
    Path run = folder.resolve("run");
    Process process = start(run);
    TreeMap<Integer, Long> resident = new TreeMap<>();
    while (!process.waitFor(20, TimeUnit.MILLISECONDS)) {
      int iteration = logged(run.resolve("metrics.jsonl"));
      if (iteration >= FROM && iteration <= TO) {
        residentKilobytes(process.pid(), resident, iteration);
      }
    }
    assertEquals(0, process.exitValue(), () -> read(folder.resolve("log")));
    long before = resident.firstEntry().getValue();
    long after = resident.lastEntry().getValue();
    assertTrue(
        resident.firstKey() < FROM + 100 && resident.lastKey() > TO - 200, "too few samples");
    assertTrue(
        after < 1.01 * before,
        "%d kB after %d iterations, %d kB after %d"
            .formatted(before, resident.firstKey(), after, resident.lastKey()));
  }

  /**
   * 1,280 images in batches of 64: all are seen, tested and saved many times before the first look.
   */
  private Process start(Path run) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "@" + Path.of("jvm.options").toAbsolutePath(),
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "train",
            "--run",
            run.toString(),
            "cache=" + folder.resolve("cache"),
            "iterations=" + TO,
            "data.train=1280",
            "data.test=500",
            "batch=64",
            "threads=1",
            "log.every=10",
            "evaluate.every=100",
            "checkpoint.every=100");
    builder
        .environment()
        .putAll(
            java.util.Map.of(
                "MALLOC_MMAP_THRESHOLD_", "4294967296",
                "MALLOC_TRIM_THRESHOLD_", "4294967296",
                "MALLOC_ARENA_MAX", "2"));
    return builder.redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
  }

  private static void residentKilobytes(long pid, TreeMap<Integer, Long> into, int iteration) {
    for (String line : read(Path.of("/proc/" + pid + "/status")).split("\n")) {
      if (line.startsWith("VmRSS:")) {
        into.putIfAbsent(iteration, Long.parseLong(line.replaceAll("\\D", "")));
      }
    }
  }

  private static int logged(Path metrics) {
    List<String> lines = read(metrics).lines().filter(line -> line.contains("\"loss\"")).toList();
    return 10 * lines.size();
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      return ""; // the process has ended
    }
  }
}
