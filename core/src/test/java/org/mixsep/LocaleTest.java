package org.mixsep;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mixsep.data.ImageSource.Part;
import org.mixsep.drawing.StreetDigits;
import org.mixsep.training.CheckpointFolder;

/** What the library writes for machines is the same where people count in other digits. */
class LocaleTest {
  /** Formats that write numbers as the process's locale does, in a string of a source file. */
  private static final Pattern LOCAL_NUMBER = Pattern.compile("\"[^\"]*%[-+0-9.,(]*[dfeEgG]");

  /** A format call with a locale stands at most this many lines above its pattern. */
  private static final int LINES_ABOVE = 3;

  private static Locale before;

  @BeforeAll
  static void countInPersian() {
    before = Locale.getDefault();
    Locale.setDefault(new Locale("fa", "IR"));
    assertEquals("۴", "%d".formatted(4), "this JVM has the locale");
  }

  @AfterAll
  static void countAsBefore() {
    Locale.setDefault(before);
  }

  @Test
  void checkpointsAreFoundWhereverTheyWereWritten() {
    CheckpointFolder folder = new CheckpointFolder(Path.of("checkpoints"));
    Path file = folder.file(4);
    assertEquals("iteration-00000004.safetensors", file.getFileName().toString());
    assertEquals(4, CheckpointFolder.iteration(file));
  }

  @Test
  void classesAndCachesHaveTheirNames() {
    StreetDigits digits = new StreetDigits(7, 100);
    assertEquals("street-digits-v1-classes100-seed7-test-50", digits.key(Part.TEST, 50));
    assertEquals(List.of("00", "01", "02"), digits.test(1).classNames().subList(0, 3));
  }

  /** Whole numbers go into a message by %s, all else that has digits by a format with a locale. */
  @Test
  void noNumberIsWrittenInTheProcesssLocale() throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
          String statement = String.join("", lines.subList(Math.max(0, i - LINES_ABOVE), i + 1));
          if (LOCAL_NUMBER.matcher(lines.get(i)).find() && !statement.contains("Locale.ROOT")) {
            found.add(file + " line " + (i + 1) + ": " + lines.get(i).strip());
          }
        }
      }
    }
    assertEquals(List.of(), found);
  }
}
