package org.mixsep.app.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.mixsep.app.config.DataFolders;
import org.mixsep.app.experiment.Job;
import org.mixsep.app.experiment.Ranking;
import org.mixsep.app.experiment.Runner;
import org.mixsep.app.experiment.Sweep;
import org.mixsep.app.experiment.Sweep.Candidate;
import org.mixsep.app.run.Runs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mixsep sweep}. */
@Command(
    name = "sweep",
    description = {
      "Trains with many combinations of settings and ranks them by their error on validation"
          + " images, never by the test error. Finished runs are passed over, interrupted ones go on.",
      ""
    },
    footer = {
      "",
      "A file such as:",
      "  preset: street-digits",
      "  settings: {data.validation: 2000, iterations: 500}",
      "  over:",
      "    loss.within.weight: [0, 0.001, 0.01]",
      "    learningRate: [0.05, 0.1]",
      "",
      "With 'search: random' and 'samples: 20', a setting may also be {from: 0.01, to: 0.3, scale:"
          + " log}; 'seeds: 1..3' averages over seeds. Exit codes: as of 'mixsep reproduce'."
    })
final class SweepCommand implements Callable<Integer> {
  private final Runs runs;
  private final DataFolders folders = new DataFolders();
  private final Console console;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      required = true,
      description = "The YAML or JSON file that says what to try.")
  private Path file;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "DIR",
      description =
          "Where runs, sweep.json and sweep.csv go; sweeps/FILE, without ending, if none.")
  private Path out;

  @Option(names = "--plan", description = "Print what there is to do, and do nothing.")
  private boolean planOnly;

  SweepCommand(Runs runs, Console console) {
    this.runs = runs;
    this.console = console;
  }

  @Override
  public Integer call() {
    List<Candidate> candidates = Sweep.read(file).candidates(folders::located);
    List<Job> jobs = candidates.stream().flatMap(c -> c.jobs().stream()).toList();
    Path folder = out == null ? Path.of("sweeps").resolve(plainName(file)) : out;
    Path runFolders = folder.resolve("runs");
    JobsConsole work = new JobsConsole(runs, console, spec);
    work.plan(jobs, runFolders, List.of());
    if (planOnly) {
      return ExitCode.OK.number();
    }
    Runner.Outcome outcome = work.run(jobs, runFolders);
    Ranking ranking = Ranking.of(candidates, job -> runFolders.resolve(job.folder()));
    ranking.write(folder, job -> runFolders.resolve(job.folder()));
    console.out().print("\n" + table(ranking));
    console.out().println("\nranking: " + folder.resolve("sweep.csv"));
    return JobsConsole.exitCode(outcome);
  }

  private static String table(Ranking ranking) {
    TextTable table =
        new TextTable("rank", "validation error", "seeds", "settings")
            .alignRight(0)
            .alignRight(1)
            .alignRight(2);
    for (int i = 0; i < ranking.lines().size(); i++) {
      Ranking.Ranked line = ranking.lines().get(i);
      table.row(
          Integer.toString(i + 1),
          line.error().isPresent()
              ? String.format(Locale.ROOT, "%.2f %%", line.error().getAsDouble())
              : line.state(),
          Integer.toString(line.errors().size()),
          line.candidate().label());
    }
    return table.render(0);
  }

  private static String plainName(Path file) {
    return file.getFileName().toString().replaceAll("\\.[A-Za-z]+$", "");
  }
}
