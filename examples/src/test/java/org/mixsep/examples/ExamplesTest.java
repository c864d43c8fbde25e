package org.mixsep.examples;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mixsep.torch.Compute;

/** Runs every example, looks at what it prints, and holds the documentation to the code. */
class ExamplesTest {

  @BeforeAll
  static void oneThread() {
    Compute.useThreads(1); // two would wait for each other where the machine is busy
  }

  /** The number in {@code pattern}'s group, in the last line of what a program prints. */
  private static double printed(Runnable program, String pattern) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream before = System.out;
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      program.run();
    } finally {
      System.setOut(before);
    }
    List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
    Matcher found = Pattern.compile(pattern).matcher(lines.get(lines.size() - 1));
    assertTrue(found.find(), lines::toString);
    return Double.parseDouble(found.group(1));
  }

  @Test
  void ownModuleLearns() {
    // Chance is ln 3 = 1.10, before any within-class loss.
    double loss = printed(() -> OwnModule.main(new String[0]), "step 200 loss (.+)");
    assertTrue(loss < 0.6, () -> "loss " + loss);
  }

  @Test
  void ownEmbeddingsLearn() {
    double loss = printed(() -> OwnEmbeddings.main(new String[0]), "^cross-entropy (.+)");
    assertTrue(loss < 0.6, () -> "cross-entropy " + loss);
  }

  @Test
  void ownBackboneLearns() {
    double error = printed(() -> OwnBackbone.main(new String[0]), "test error ([\\d.]+) %");
    assertTrue(error < 10, () -> "error " + error);
  }

  @Test
  void ownImagesAreToldApart() {
    double error = printed(() -> OwnImages.main(new String[0]), "^error ([\\d.]+) %");
    assertTrue(error < 10, () -> "error " + error);
  }

  @Test
  void theDocumentationShowsTheFirstTraining() throws IOException {
    String docs = Files.readString(Path.of("../docs/library.md"));
    int start = docs.indexOf("```java\n", docs.indexOf("## From images to a trained network")) + 8;
    List<String> shown = docs.substring(start, docs.indexOf("```", start)).lines().toList();
    String source =
        Files.readString(Path.of("src/main/java/org/mixsep/examples/OwnImages.java"))
            .replaceAll("\\s+", " ");
    assertTrue(shown.size() <= 9, () -> shown.size() + " lines");
    for (String line : shown) {
      String code = line.replaceAll(" *//.*", "").strip().replaceAll("\\s+", " ");
      assertTrue(source.contains(code), () -> "not in OwnImages: " + line);
    }
  }

  @Test
  void theFirstExampleIsShort() throws IOException {
    Path source = Path.of("src/main/java/org/mixsep/examples/OwnModule.java");
    List<String> lines = Files.readAllLines(source);
    long code =
        lines.stream()
            .filter(line -> !line.isBlank() && !line.startsWith("import") && !line.startsWith("/"))
            .count();
    assertTrue(code < 40, () -> code + " lines");
  }
}
