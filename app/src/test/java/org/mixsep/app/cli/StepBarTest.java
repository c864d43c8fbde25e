package org.mixsep.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mixsep.app.run.StepProgress;

class StepBarTest {
  private final StringWriter err = new StringWriter();
  private long nanos;

  private StepBar bar(boolean terminal, int columns, int every) {
    return new StepBar(
        new PrintWriter(err), new Terminal(terminal, false, columns), () -> nanos, every);
  }

  private static StepProgress step(long iteration) {
    return new StepProgress(iteration, 2000, 2311.4, 1.1012, 0.14402, 1.24522, 0.45, 0.05, 51);
  }

  private List<String> drawn() {
    return List.of(err.toString().split("\r", -1)).stream()
        .filter(text -> !text.isEmpty())
        .map(text -> text.replace("\u001b[K", ""))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 40, 60, 79, 80, 100, 120, 200})
  void onATerminalALineIsNeverAsWideAsIt(int columns) {
    try (StepBar bar = bar(true, columns, 1)) {
      bar.progress(step(1200));
    }
    String line = drawn().get(0).strip();
    assertTrue(line.length() < columns, line);
    if (columns >= 80) {
      assertTrue(line.contains("1200/2000") && line.contains("0.45") && line.contains("0.05"));
      assertTrue(line.contains("0:51 left") && line.contains("2311"), line);
    }
    if (columns >= 120) {
      assertTrue(line.startsWith("[####"), line);
      assertTrue(line.contains("loss 1.245 (between 1.101, within 0.1440)"), line);
      assertTrue(line.contains("threshold 0.4500  rate 0.0500"), line);
    }
  }

  @Test
  void onATerminalItRedrawsFiveTimesASecond() {
    try (StepBar bar = bar(true, 120, 1)) {
      for (int i = 1; i <= 1000; i++) {
        nanos = i * 1_000_000L;
        bar.progress(step(i));
      }
    }
    assertEquals(5, drawn().size());
    assertTrue(err.toString().endsWith("\n"));
  }

  @Test
  void theLastIterationIsAlwaysShownAndEndsTheLine() {
    StepBar bar = bar(true, 120, 1);
    bar.progress(step(1999));
    bar.progress(step(2000));
    assertEquals(2, drawn().size());
    assertTrue(drawn().get(1).contains("2000/2000") && err.toString().endsWith("\n"));
    bar.close();
    assertEquals(1, err.toString().lines().filter(line -> line.contains("2000/2000")).count());
    assertFalse(err.toString().endsWith("\n\n"));
  }

  @Test
  void aMessageStandsAboveTheLine() {
    StepBar bar = bar(true, 120, 1);
    bar.progress(step(10));
    bar.message("checkpoint");
    assertEquals("checkpoint\n" + drawn().get(0), drawn().get(1));
  }

  @Test
  void elsewhereAPlainLineFromTimeToTime() {
    try (StepBar bar = bar(false, 80, 50)) {
      bar.message("drawing");
      for (int i = 1; i <= 2000; i++) {
        nanos = i * 100_000_000L; // ten iterations a second: every 10 s are 100 iterations
        bar.progress(step(i));
      }
    }
    List<String> lines = err.toString().lines().toList();
    assertEquals("drawing", lines.get(0));
    assertEquals(1 + 21, lines.size()); // 1, 101, 201, ... 1901 and 2000
    assertTrue(lines.get(2).startsWith(" 101/2000  2311 images/s  0:51 left  loss"), lines.get(2));
    assertFalse(err.toString().contains("\u001b") || err.toString().contains("\r"));
  }

  @Test
  void elsewhereNoMoreThanOneLineEachSoManyIterations() {
    try (StepBar bar = bar(false, 80, 500)) {
      for (int i = 1; i <= 2000; i++) {
        nanos = i * 100_000_000L;
        bar.progress(step(i));
      }
    }
    assertEquals(5, err.toString().lines().count()); // 1, 501, 1001, 1501, 2000
  }

  @Test
  void numbersAreBrief() {
    assertEquals("0", Numbers.brief(0));
    assertEquals("1.2e-05", Numbers.brief(1.23e-5));
    assertEquals("0.0123", Numbers.brief(0.01234));
    assertEquals("12.35", Numbers.brief(12.345678));
    assertEquals("123457", Numbers.brief(123456.7));
    assertEquals("NaN", Numbers.brief(Double.NaN));
    assertEquals("1:02:03", Numbers.time(3723));
    assertEquals("2:03", Numbers.time(123.2));
    assertEquals("?", Numbers.time(Double.NaN));
  }
}
