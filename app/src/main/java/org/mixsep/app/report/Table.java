package org.mixsep.app.report;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A table of a report.
 *
 * @param notice what no reader may miss, shown in bold; may be empty
 * @param note what a reader must know, in plain words; may be empty
 * @param rows each with a cell for every header; the first column names the row
 */
record Table(
    String title, String notice, String note, List<String> headers, List<List<String>> rows) {
  Table {
    headers = List.copyOf(headers);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<String> row : rows) {
      if (row.size() != headers.size()) {
        throw new IllegalArgumentException(row + " does not fit " + headers);
      }
    }
  }

  Table(String title, String note, List<String> headers, List<List<String>> rows) {
    this(title, "", note, headers, rows);
  }

  /** The same under a notice. */
  Table withNotice(String text) {
    return new Table(title, text, note, headers, rows);
  }

  /** The table in GitHub's Markdown under its title, ended by a newline. */
  String markdown() {
    StringBuilder text = new StringBuilder("### " + title + "\n\n");
    if (!notice.isEmpty()) {
      text.append("**").append(notice).append("**\n\n");
    }
    if (!note.isEmpty()) {
      text.append(note).append("\n\n");
    }
    text.append(line(headers));
    text.append("|---|").append("---:|".repeat(headers.size() - 1)).append('\n');
    rows.forEach(row -> text.append(line(row)));
    return text.toString();
  }

  private static String line(List<String> cells) {
    return cells.stream()
        .map(cell -> cell.replace("|", "\\|").replaceAll("\\R", " "))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }
}
