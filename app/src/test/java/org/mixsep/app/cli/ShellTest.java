package org.mixsep.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command line gives to shells: completion, a manual page, a verdict. */
class ShellTest {
  @TempDir Path folder;
  private final RecordedCli cli = new RecordedCli();

  private static void assumeThere(String program) {
    boolean there =
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
    assumeTrue(there, "no " + program + " on the path");
  }

  /** What a program prints to either stream; it must succeed. */
  private String printed(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output;
  }

  @Test
  void bashCompletesCommandsAndOptions() throws Exception {
    assumeThere("bash");
    assertEquals(0, cli.run("completion"));
    Path script = Files.writeString(folder.resolve("completion"), cli.printed());
    // Outside of a real completion, bash complains that there is none to set options of.
    String ask =
        "source '%s'; COMP_WORDS=(%s); COMP_CWORD=%d; _complete_mixsep 2>/dev/null; echo \"${COMPREPLY[@]}\"";
    String commands = printed("bash", "-c", ask.formatted(script, "mixsep ''", 1));
    assertTrue(commands.contains("predict") && commands.contains("doctor"), commands);
    String options = printed("bash", "-c", ask.formatted(script, "mixsep serve --me", 2));
    assertEquals(List.of("--megabytes", "--megapixels"), sorted(options));
    String formats = printed("bash", "-c", ask.formatted(script, "mixsep predict --format ''", 3));
    assertTrue(formats.contains("jsonl"), formats);
  }

  private static List<String> sorted(String words) {
    return Arrays.stream(words.strip().split("\\s+")).sorted().toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"groff", "mandoc"})
  void theManualIsSetWithoutAWarning(String program) throws Exception {
    assumeThere(program);
    assertEquals(0, cli.run("manual"));
    Path file = Files.writeString(folder.resolve("mixsep.1"), cli.printed());
    String text =
        program.equals("groff")
            ? printed("groff", "-man", "-Tascii", "-ww", "-P-cbou", file.toString())
            : printed("mandoc", "-Tascii", "-Wwarning", file.toString());
    assertFalse(text.contains("warning"), text);
    assertTrue(text.contains("mixsep data fetch"), text);
    assertTrue(text.contains("--megapixels"), text);
  }

  @Test
  void theManualHoldsEveryCommandAndExitCode() {
    assertEquals(0, cli.run("manual"));
    String manual = cli.printed();
    assertTrue(manual.startsWith(".TH MIXSEP 1 "), manual);
    for (String command : List.of("train", "serve", "data show", "doctor", "manual")) {
      assertTrue(manual.contains(".SS \"mixsep " + command + "\"\n"), command);
    }
    for (ExitCode code : ExitCode.values()) {
      assertTrue(manual.contains(".B " + code.number() + "\n"), code::name);
    }
    assertFalse(manual.contains("${"), "a placeholder that nobody filled in");
    assertTrue(manual.lines().noneMatch(line -> line.startsWith("'")), "an unknown macro");
  }

  @Test
  void doctorPrintsATableAndJson() throws Exception {
    assertEquals(0, cli.run("doctor", "cache=" + folder));
    String table = cli.printed();
    assertTrue(table.contains("libtorch"), table);
    assertTrue(table.endsWith("This machine can train.\n"), table);
    assertEquals(0, cli.run("doctor", "--json", "cache=" + folder));
    JsonNode json = new ObjectMapper().readTree(cli.printed());
    assertTrue(json.get("canTrain").asBoolean());
    assertTrue(json.get("checks").size() > 8, json::toString);
    Path file = folder.resolve("pom");
    Files.writeString(file, "a file, where a folder is wanted");
    assertEquals(6, cli.run("doctor", "cache=" + file + "/x"));
    assertTrue(cli.printed().contains("cannot write to"), "what is wrong");
  }
}
