package org.mixsep.app.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class StopRequestTest {
  /** Works until it is told to stop, then takes a moment to save. */
  static final class Worker {
    public static void main(String[] arguments) throws IOException, InterruptedException {
      try (StopRequest stop = new StopRequest(Duration.ofSeconds(20))) {
        System.out.println("working");
        while (!stop.requested()) {
          Thread.sleep(5);
        }
        Thread.sleep(200);
        Files.writeString(Path.of(arguments[0]), "saved");
      }
      System.exit(0);
    }
  }

  @TempDir Path folder;

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aTermSignalLetsTheRunSaveAndExitsWith143() throws IOException, InterruptedException {
    assertEquals(143, exitCodeAfter("TERM"));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aHangUpDoesLikewise() throws IOException, InterruptedException {
    assertEquals(129, exitCodeAfter("HUP"));
  }

  @Test
  void withoutASignalNothingIsRequested() {
    try (StopRequest stop = new StopRequest(Duration.ofSeconds(1))) {
      assertFalse(stop.requested());
    }
  }

  private int exitCodeAfter(String signal) throws IOException, InterruptedException {
    Path saved = folder.resolve(signal);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Worker.class.getName(),
                saved.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader output = process.inputReader()) {
      assertEquals("working", output.readLine());
      new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
      assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    } finally {
      process.destroyForcibly();
    }
    assertEquals("saved", Files.readString(saved));
    return process.exitValue();
  }
}
