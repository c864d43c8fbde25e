package org.mixsep.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program in a process of its own, on systems that count and write otherwise than the tests'.
 */
class PlainSystemTest {
  @TempDir private Path folder;

  /** Of a JVM whose locale has ASCII letters only, as in Docker and cron. */
  private String printed(int exit, List<String> options, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(exit, process.waitFor(), text);
    return text;
  }

  @Test
  void numbersAreWrittenInTheDigitsOfTheProgram() throws Exception {
    String text =
        printed(
            2,
            List.of("-Duser.language=fa", "-Duser.country=IR"),
            "train",
            "data=mnist",
            "data.classes=100");
    assertEquals("mixsep: data.classes=100 does not fit data=mnist, which has 10 classes\n", text);
  }

  private static ProcessBuilder presets() {
    return new ProcessBuilder(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        System.getProperty("java.class.path"),
        Main.class.getName(),
        "presets");
  }

  @Test
  void outputThatCannotBeWrittenIsAFailure() throws Exception {
    File full = new File("/dev/full");
    assumeTrue(full.exists(), "no such device here");
    Process process = presets().redirectOutput(full).start();
    String text = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(2, process.waitFor(), text);
    assertEquals("mixsep: cannot write standard output: No space left on device\n", text);
  }

  @Test
  void outputThatNobodyReadsEndsTheProgramWithoutAWord() throws Exception {
    Process process = presets().start();
    process.getInputStream().close();
    String text = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(141, process.waitFor(), text);
    assertEquals("", text);
  }

  @Test
  void whatIsPrintedIsUtf8() throws Exception {
    Path file = Files.writeString(folder.resolve("my.yaml"), "network: größe\n");
    String text = printed(2, List.of(), "train", "--config", file.toString());
    assertEquals(file + " line 1: network.name=größe", text.substring(8, text.indexOf(" is ref")));
  }

  @Test
  void aPathThatTheSystemCannotNameIsTheUsersToMend() throws Exception {
    Path file = Files.writeString(folder.resolve("my.yaml"), "cache: /größe\n");
    String text = printed(2, List.of(), "train", "--config", file.toString());
    assertTrue(text.contains("größe"), text);
    text = printed(2, List.of("-Duser.home=/größe"), "doctor");
    assertTrue(text.contains("LC_ALL=C.UTF-8"), text);
  }
}
