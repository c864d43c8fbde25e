package org.mixsep.app.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell script that starts the program, in an installation of its own. */
class LauncherTest {
  private static final Path SCRIPT = Path.of("..", "mixsep");

  @TempDir private Path folder;
  private Path home;

  @BeforeAll
  static void needsLinux() {
    assumeTrue(Files.isReadable(Path.of("/proc/loadavg")), "a system with /proc");
  }

  /** Takes this JVM and what is compiled here for an installation that is built already. */
  @BeforeEach
  void install() throws IOException {
    home = Files.createDirectories(folder.resolve("mixsep home"));
    Path target = Files.createDirectories(home.resolve("app/target"));
    Files.createDirectories(target.resolve("lib"));
    Files.createFile(target.resolve("mixsep-app-0.1.0.jar"));
    Files.createFile(target.resolve("launcher-built"));
    Files.copy(Path.of("jvm.options"), home.resolve("app/jvm.options"));
    Files.copy(SCRIPT, home.resolve("mixsep"));
    Path java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
    Files.writeString(
        java,
        """
        #!/bin/sh
        [ "$1" != -version ] || exec '%1$s' -version
        while [ "$1" != %3$s ]; do shift; done
        exec '%1$s' -cp '%2$s' "$@"
        """
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("java.class.path"),
                Main.class.getName()));
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
  }

  /** What it prints to either stream. */
  private String printed(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("bash", home.resolve("mixsep").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("LC_"));
    builder.environment().put("LANG", "C");
    builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
    Process process = builder.start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor() < 3, text);
    return text;
  }

  @Test
  void argumentsKeepTheirLettersWhereTheLocaleHasNone() throws Exception {
    String text = printed("train", "network=größe");
    assertTrue(text.contains("mixsep: network.name=größe is refused"), text);
    text = printed("train", "--config", folder.resolve("größe.yaml").toString());
    assertTrue(text.contains(folder + "/größe.yaml: no such configuration file"), text);
  }

  @Test
  void onABusyMachineOnlyWhatTrainsIsAdvised() throws Exception {
    List<Process> others = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        others.add(new ProcessBuilder("sh", "-c", "while :; do :; done").start());
      }
      assertFalse(printed("train", "--help").contains("others are at work"));
      assertTrue(printed("train", "batch=0").contains("others are at work"));
      assertTrue(printed("train", "batch=0").contains("threads=1 may be"));
      assertFalse(printed("train", "batch=0", "threads=2").contains("threads=1 may be"));
    } finally {
      others.forEach(Process::destroyForcibly);
    }
  }
}
