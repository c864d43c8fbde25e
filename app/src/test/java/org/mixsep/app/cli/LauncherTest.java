package org.mixsep.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The launcher and a JVM, which it asks for its version with all options it would have. */
class LauncherTest {
  @TempDir Path home;

  /** An install folder that needs no building, which lacks the program itself. */
  private void install() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/env")), "no system that has bash");
    Files.copy(Path.of("../mixsep"), home.resolve("mixsep"));
    Path target = Files.createDirectories(home.resolve("app/target"));
    Files.createDirectories(target.resolve("lib"));
    Files.copy(Path.of("jvm.options"), home.resolve("app/jvm.options"));
    Files.createFile(target.resolve("mixsep-app-0.1.0.jar"));
    Files.createFile(target.resolve("launcher-built"));
  }

  private String printed(String variable, String options) throws Exception {
    ProcessBuilder builder = new ProcessBuilder("bash", home.resolve("mixsep").toString());
    builder.environment().remove("MIXSEP_MAVEN_ARGS");
    builder.environment().put("OMP_WAIT_POLICY", "passive"); // or it looks for others at work
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("MIXSEP_JAVA_OPTS", "-XX:+PrintFlagsFinal -version");
    builder
        .environment()
        .merge(variable, options, (all, asked) -> asked + (all.isEmpty() ? "" : " " + all));
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), text);
    return text;
  }

  private static void assertFlag(String name, String value, String printed) {
    assertTrue(
        printed.lines().anyMatch(line -> line.matches(".* " + name + " += " + value + " .*")),
        () -> name + " is not " + value + ":\n" + printed);
  }

  @Test
  void whoAsksForNothingGetsTheProgramsOptions() throws Exception {
    install();
    String text = printed("MIXSEP_JAVA_OPTS", "");
    assertFlag("UseSerialGC", "true", text);
    assertFlag("InitialHeapSize", Integer.toString(40 << 20), text);
  }

  @ParameterizedTest
  @CsvSource({
    "MIXSEP_JAVA_OPTS, -Xmx32m, MaxHeapSize, 33554432",
    "MIXSEP_JAVA_OPTS, -Xmx32768k, MaxHeapSize, 33554432",
    "MIXSEP_JAVA_OPTS, -Xmx8m, MaxHeapSize, 8388608",
    "MIXSEP_JAVA_OPTS, -Xmx1g -Xmx16M, MaxHeapSize, 16777216",
    "JAVA_TOOL_OPTIONS, -Xmx32m, MaxHeapSize, 33554432",
    "JAVA_TOOL_OPTIONS, -XX:+UseG1GC, UseG1GC, true",
    "JAVA_TOOL_OPTIONS, -XX:+UseSerialGC -Xmx1g, MaxHeapSize, 1073741824",
    "JDK_JAVA_OPTIONS, -XX:+UseParallelGC, UseParallelGC, true",
    "MIXSEP_JAVA_OPTS, -XX:+UseParallelGC, UseParallelGC, true",
  })
  void whatTheUserSaysOfHeapAndCollectorHolds(
      String variable, String options, String flag, String value) throws Exception {
    install();
    assertFlag(flag, value, printed(variable, options));
  }
}
