package org.mixsep.app.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.mixsep.app.report.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mixsep report}. */
@Command(
    name = "report",
    description = {
      "Writes one HTML page about runs, finished or not: errors, settings that differ, the paper's"
          + " numbers, curves. It opens in any browser, without a network.",
      ""
    })
final class ReportCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(
      paramLabel = "RUN",
      arity = "1..*",
      description =
          "Run folders, in any number; or one folder of 'mixsep reproduce', such as"
              + " experiments/fig3: then a page and report.md are written into it.")
  private List<Path> runs;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE.html",
      description = "The page to write; report.html if none, an experiment's in its folder.")
  private Path file;

  @Option(names = "--markdown", description = "Print the tables as Markdown, and write no page.")
  private boolean markdown;

  ReportCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (file != null) {
      Endings.require("--out", file, List.of("html", "htm"));
    }
    boolean experiment = runs.size() == 1 && Report.isExperiment(runs.get(0));
    Report report = experiment ? Report.onExperiment(runs.get(0)) : Report.on(runs);
    if (markdown) {
      console.out().print(report.markdown());
    } else {
      Path folder = experiment ? runs.get(0) : Path.of("");
      file = file == null ? folder.resolve("report.html") : file;
      report.write(file);
      if (experiment) {
        report.writeMarkdown(folder.resolve("report.md"));
      }
      report.notes().forEach(note -> console.err().println("note: " + note));
      console.out().println("report: " + file);
    }
    return ExitCode.OK.number();
  }
}
