package org.mixsep.app.report;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Lines of comma-separated values as RFC 4180 quotes them, ended by a newline. */
public final class Csv {
  private Csv() {}

  /** One line; each cell's own text is what a reader gets back. */
  public static String line(Object... cells) {
    return Arrays.stream(cells)
        .map(cell -> quoted(String.valueOf(cell)))
        .collect(Collectors.joining(",", "", "\n"));
  }

  private static String quoted(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
