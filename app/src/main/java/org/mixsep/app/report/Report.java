package org.mixsep.app.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.mixsep.AtomicFile;
import org.mixsep.InvalidInputException;

/**
 * A report on some runs, as they stand in their folders when it is made: tables and curves in one
 * HTML file that opens without a network, or the tables in Markdown.
 */
public final class Report {
  private final List<RunRecord> runs;
  private final List<Table> tables;

  private Report(List<RunRecord> runs) {
    this.runs = runs;
    this.tables = new ReportTables(runs).all();
  }

  /**
   * Reads run folders.
   *
   * @param folders at least one
   * @throws InvalidInputException in one line, for a folder that holds no run or is named twice
   */
  public static Report on(List<Path> folders) {
    return new Report(RunReader.read(folders));
  }

  /** What is missing or broken in the folders, one line each, beginning with the run's name. */
  public List<String> notes() {
    return runs.stream()
        .flatMap(run -> run.notes().stream().map(note -> run.name() + ": " + note))
        .toList();
  }

  /** All tables, with the notes as a list at the end. */
  public String markdown() {
    String text = tables.stream().map(Table::markdown).collect(Collectors.joining("\n"));
    String notes = notes().stream().map(note -> "- " + note + "\n").collect(Collectors.joining());
    return notes.isEmpty() ? text : text + "\n" + notes;
  }

  /**
   * Writes the page.
   *
   * @throws InvalidInputException when the file cannot be written
   */
  public void write(Path file) {
    ByteBuffer bytes = ByteBuffer.wrap(html().getBytes(StandardCharsets.UTF_8));
    AtomicFile.write(file, channel -> AtomicFile.put(channel, bytes));
  }

  /** The page, one HTML file that asks for nothing outside itself. */
  public String html() {
    return Assets.text("report.html")
        .replace("/*page.css*/", Assets.style())
        .replace("/*echarts.js*/", Assets.echarts())
        .replace("/*page.js*/", Assets.scripts())
        .replace("/*report.js*/", Assets.text("report.js"))
        // Last, and no name or note can end the element that holds it.
        .replace("/*data*/", data().toString().replace("<", "\\u003c"));
  }

  private ObjectNode data() {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    ArrayNode notes = data.putArray("notes");
    notes().forEach(notes::add);
    ArrayNode all = data.putArray("tables");
    for (Table table : tables) {
      ObjectNode json = all.addObject();
      json.put("title", table.title()).put("note", table.note());
      json.put("markdown", table.markdown());
      table.headers().forEach(json.putArray("headers")::add);
      ArrayNode rows = json.putArray("rows");
      table.rows().forEach(row -> row.forEach(rows.addArray()::add));
    }
    ArrayNode list = data.putArray("runs");
    for (RunRecord run : runs) {
      ObjectNode json = list.addObject();
      json.put("name", run.name()).put("prediction", run.prediction());
      json.setAll(Curves.of(run));
      run.evaluation().ifPresent(found -> json.set("evaluation", found.json()));
    }
    return data;
  }
}
