package org.mixsep.app.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser, where there is one. */
class BrowserTest {
  // The browser's helpers may still write to its profile when it has ended.
  @TempDir(cleanup = CleanupMode.NEVER)
  Path folder;

  @Test
  void theBrowserDrawsEveryTableAndChart() throws Exception {
    Optional<Path> browser = browser();
    assumeTrue(browser.isPresent(), "no chromium on the path");
    Path page = folder.resolve("report.html");
    Report.on(
            List.of(
                SampleRun.write(folder.resolve("a"), "cifar10-resnet3-ce", 9, 8, List.of()),
                SampleRun.write(folder.resolve("b"), "cifar10-resnet3-msl", 9, 8, List.of())))
        .write(page);
    String drawn = dom(browser.get(), page);
    // Two of error and loss, nine overlaid, class distances of one module each.
    assertTrue(drawn.contains("data-drawn=\"13\""), "charts");
    assertEquals(13, drawn.split("<canvas", -1).length - 1);
    assertEquals(5, drawn.split("copy as Markdown</button>", -1).length - 1);
    assertTrue(drawn.contains("<td>8.00</td>"), "a result");
  }

  private String dom(Path browser, Path page) throws IOException, InterruptedException {
    Path output = folder.resolve("dom.html");
    Process process =
        new ProcessBuilder(
                browser.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + folder.resolve("profile"),
                "--dump-dom",
                page.toUri().toString())
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(3, TimeUnit.MINUTES)) {
      process.destroyForcibly();
    }
    return Files.readString(output, StandardCharsets.UTF_8);
  }

  private static Optional<Path> browser() {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
        .flatMap(
            place ->
                Stream.of("chromium", "chromium-browser", "google-chrome")
                    .map(name -> Path.of(place, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
