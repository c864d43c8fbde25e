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

  @Parameters(paramLabel = "RUN", arity = "1..*", description = "Run folders, in any number.")
  private List<Path> runs;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE.html",
      defaultValue = "report.html",
      description = "The page to write; report.html if none.")
  private Path file;

  @Option(names = "--markdown", description = "Print the tables as Markdown, and write no page.")
  private boolean markdown;

  ReportCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Report report = Report.on(runs);
    if (markdown) {
      console.out().print(report.markdown());
    } else {
      report.write(file);
      report.notes().forEach(note -> console.err().println("note: " + note));
      console.out().println("report: " + file);
    }
    return ExitCode.OK.number();
  }
}
