package org.mixsep.app.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mixsep.AtomicFile;
import org.mixsep.InvalidInputException;
import org.mixsep.app.runfolder.ExperimentFile;

/**
 * A report on some runs, as they stand in their folders when it is made: tables and curves in one
 * HTML file that opens without a network, or the tables in Markdown.
 */
public final class Report {
  private final String title;
  private final String notice;
  private final List<String> notes;
  private final List<Table> tables;
  private final List<RunRecord> drawn;

  /**
   * @param notice what must stand beside every figure; may be empty
   * @param drawn the runs whose curves are shown
   */
  private Report(
      String title, String notice, List<String> notes, List<Table> tables, List<RunRecord> drawn) {
    this.title = title;
    this.notice = notice;
    this.notes = List.copyOf(notes);
    this.tables = List.copyOf(tables);
    this.drawn = drawn;
  }

  /**
   * Reads run folders.
   *
   * @param folders at least one
   * @throws InvalidInputException in one line, for a folder that holds no run or is named twice
   */
  public static Report on(List<Path> folders) {
    List<RunRecord> runs = RunReader.read(folders);
    ReportTables ours = new ReportTables(runs);
    List<Table> tables = new ArrayList<>(ours.all());
    Table provenance = Provenance.table(runs);
    if (!provenance.rows().isEmpty()) {
      tables.add(provenance);
    }
    List<String> notes = new ArrayList<>(ours.notes());
    notes.addAll(notes(runs.stream()));
    return new Report("Mixsep report", "", notes, tables, runs);
  }

  /** Whether a folder is one of {@code mixsep reproduce}, for {@link #onExperiment}. */
  public static boolean isExperiment(Path folder) {
    return ExperimentFile.isIn(folder);
  }

  /**
   * Reads a figure or table of the paper as {@code mixsep reproduce} left it, finished or not.
   *
   * @throws InvalidInputException in one line, when it cannot be read
   */
  public static Report onExperiment(Path folder) {
    ExperimentRecord experiment = ExperimentRecord.read(folder);
    List<RunRecord> runs = experiment.runs();
    List<Table> tables = new ArrayList<>(new ExperimentTables(experiment).all());
    List<RunRecord> drawn = experiment.drawn();
    new EvaluationTables(drawn)
        .all().stream()
            .filter(table -> !table.rows().isEmpty())
            .forEach(table -> tables.add(table.withNotice(experiment.notice())));
    if (!runs.isEmpty()) {
      tables.add(new ReportTables(runs).common());
    }
    tables.add(Provenance.table(experiment));
    String title = experiment.inPaper() + ": " + experiment.title();
    // A table tells what became of the others.
    List<String> notes = new ArrayList<>(notes(runs.stream().filter(RunRecord::finished)));
    if (drawn.size() < runs.size()) {
      notes.add(
          "curves, pictures, classes and confusions are of seed %d alone"
              .formatted(experiment.drawnSeed()));
    }
    return new Report(title, experiment.notice(), notes, tables, drawn);
  }

  private static List<String> notes(Stream<RunRecord> runs) {
    return runs.flatMap(run -> run.notes().stream().map(note -> run.name() + ": " + note)).toList();
  }

  /**
   * What a reader should know before all else, such as what is missing in a folder; a line each.
   */
  public List<String> notes() {
    return notes;
  }

  /** All tables, with the notes as a list at the end. */
  public String markdown() {
    String text = tables.stream().map(Table::markdown).collect(Collectors.joining("\n"));
    String list = notes.stream().map(note -> "- " + note + "\n").collect(Collectors.joining());
    return list.isEmpty() ? text : text + "\n" + list;
  }

  /** The first table, which holds what is asked for most. */
  public String summary() {
    return tables.get(0).markdown();
  }

  /**
   * Writes the page.
   *
   * @throws InvalidInputException when the file cannot be written
   */
  public void write(Path file) {
    AtomicFile.writeText(file, html());
  }

  /**
   * Writes the tables.
   *
   * @throws InvalidInputException when the file cannot be written
   */
  public void writeMarkdown(Path file) {
    AtomicFile.writeText(file, markdown());
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
    data.put("title", title).put("notice", notice);
    notes.forEach(data.putArray("notes")::add);
    ArrayNode all = data.putArray("tables");
    for (Table table : tables) {
      ObjectNode json = all.addObject();
      json.put("title", table.title()).put("notice", table.notice()).put("note", table.note());
      json.put("markdown", table.markdown());
      table.headers().forEach(json.putArray("headers")::add);
      ArrayNode rows = json.putArray("rows");
      table.rows().forEach(row -> row.forEach(rows.addArray()::add));
    }
    ArrayNode list = data.putArray("runs");
    for (RunRecord run : drawn) {
      ObjectNode json = list.addObject();
      json.put("name", run.name()).put("prediction", run.prediction());
      json.setAll(Curves.of(run));
      run.evaluation().ifPresent(found -> json.set("evaluation", found.json()));
    }
    return data;
  }
}
