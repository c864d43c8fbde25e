package org.mixsep.app.cli;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A table in aligned plain text; the last column wraps between words where the width is limited.
 */
final class TextTable {
  private static final String GAP = "  ";
  private static final int LEAST_WRAPPED = 24;

  private final List<List<String>> rows = new ArrayList<>();
  private final Set<Integer> rightAligned = new HashSet<>();

  TextTable(String... headers) {
    rows.add(Stream.of(headers).map(Plain::of).toList());
  }

  /** Aligns a column, not the last, to the right. */
  TextTable alignRight(int column) {
    rightAligned.add(column);
    return this;
  }

  /**
   * @param cells one for each header
   */
  TextTable row(String... cells) {
    if (cells.length != rows.get(0).size()) {
      throw new IllegalArgumentException(
          cells.length + " cells in a table of " + rows.get(0).size() + " columns");
    }
    rows.add(Stream.of(cells).map(Plain::of).toList());
    return this;
  }

  /**
   * The table, each line ended by a newline and without blanks at its end.
   *
   * @param width most characters in a line, 0 for any number; a last column that would be left with
   *     very few keeps a few more
   */
  String render(int width) {
    int last = rows.get(0).size() - 1;
    int indent = 0;
    for (int column = 0; column < last; column++) {
      indent += widest(column) + GAP.length();
    }
    int room = width == 0 ? Integer.MAX_VALUE : Math.max(LEAST_WRAPPED, width - indent);
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < last; column++) {
        line.append(aligned(row.get(column), column)).append(GAP);
      }
      for (String part : wrapped(row.get(last), room)) {
        text.append((line + part).stripTrailing()).append('\n');
        line = new StringBuilder(" ".repeat(indent));
      }
    }
    return text.toString();
  }

  private String aligned(String cell, int column) {
    String blanks = " ".repeat(widest(column) - cell.length());
    return rightAligned.contains(column) ? blanks + cell : cell + blanks;
  }

  private int widest(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }

  /** The text in lines of at most {@code width} characters; a longer word stands alone. */
  static List<String> wrapped(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ")) {
      if (line.length() > 0 && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.length() == 0 ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
