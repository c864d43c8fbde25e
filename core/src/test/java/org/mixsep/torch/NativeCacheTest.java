package org.mixsep.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In processes of their own: in this one the libraries are loaded already. */
class NativeCacheTest {
  @TempDir Path folder;

  private Process probe(Path cache, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:ErrorFile=" + folder.resolve("crash.log"),
                "-Dorg.bytedeco.javacpp.cachedir=" + cache,
                "-cp",
                System.getProperty("java.class.path"),
                NativeCacheProbe.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static String printed(Process process) throws Exception {
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), text);
    assertTrue(text.contains("sum 3.0"), text);
    return text;
  }

  /** JavaCPP alone would unpack half a gigabyte elsewhere. */
  @Test
  void aCompleteFolderThatCannotBeWrittenToIsUsedAsItIs() throws Exception {
    Tensors.of(new float[1], 1); // so that it is complete
    Path complete = Loader.getCacheDir().toPath();
    Path other = folder.resolve("other");
    String text = printed(probe(other, complete.toString()));
    List<String> from = text.lines().filter(line -> line.startsWith("from ")).toList();
    assertTrue(from.size() > 2, text);
    from.stream()
        .filter(line -> line.contains("torch"))
        .forEach(line -> assertTrue(line.startsWith("from " + complete + File.separator), text));
    assertFalse(Files.exists(other.resolve("pytorch")), text);
  }

  @Tag("slow") // unpacks half a gigabyte
  @Test
  void processesThatStartTogetherForTheFirstTimeAllStart() throws Exception {
    Path cache = folder.resolve("fresh");
    List<Process> together = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      together.add(probe(cache));
    }
    for (Process process : together) {
      printed(process);
    }
    try (var files = Files.list(cache)) {
      assertEquals(
          1, files.filter(file -> file.getFileName().toString().endsWith(".list")).count());
    }
  }
}
