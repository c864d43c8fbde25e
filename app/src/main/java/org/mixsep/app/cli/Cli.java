package org.mixsep.app.cli;

import org.mixsep.app.images.DataSets;
import org.mixsep.app.model.Models;
import org.mixsep.app.model.PublishedModels;
import org.mixsep.app.run.Runs;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;

/** The whole command line, as an object that can be run with any streams. */
public final class Cli {
  private static final int WIDEST_HELP = 110;

  private final Console console;
  private final MixsepCommand root;
  private final CommandLine commandLine;

  /**
   * @param runs what the commands ask to train and resume
   * @param models what they ask to use trained models
   * @param dataSets what they ask about image sets
   */
  public Cli(Runs runs, Models models, DataSets dataSets, Console console) {
    this(runs, models, dataSets, new PublishedModels(), console);
  }

  /**
   * The same with weights of one's own to fetch.
   *
   * @param published what the commands ask about weights that others publish
   */
  Cli(Runs runs, Models models, DataSets dataSets, PublishedModels published, Console console) {
    this.console = console;
    root = new MixsepCommand(console);
    commandLine =
        new CommandLine(root)
            .addSubcommand(new TrainCommand(runs, console))
            .addSubcommand(new ResumeCommand(runs, console))
            .addSubcommand(new EvaluateCommand(models, console))
            .addSubcommand(new PredictCommand(models, console))
            .addSubcommand(new FeaturesCommand(models, console))
            .addSubcommand(new ExportCommand(models, console))
            .addSubcommand(new ServeCommand(models, console))
            .addSubcommand(new ReproduceCommand(runs, console))
            .addSubcommand(new SweepCommand(runs, console))
            .addSubcommand(new ReportCommand(console))
            .addSubcommand(new DashboardCommand(console))
            .addSubcommand(new HelpCommand(console))
            .addSubcommand(new DoctorCommand(dataSets, console))
            .addSubcommand(new CompletionCommand(console))
            .addSubcommand(new ManualCommand(console))
            .addSubcommand(new PresetsCommand(console))
            .addSubcommand(new SettingsCommand(console))
            .addSubcommand(
                new CommandLine(new DataCommand(console))
                    .addSubcommand(new DataListCommand(dataSets, console))
                    .addSubcommand(new DataFetchCommand(dataSets, console))
                    .addSubcommand(new DataCheckCommand(dataSets, console))
                    .addSubcommand(new DataShowCommand(runs, console))
                    .addSubcommand(new DataStatsCommand(dataSets, console)))
            .addSubcommand(
                new CommandLine(new WeightsCommand(console))
                    .addSubcommand(new WeightsListCommand(published, console))
                    .addSubcommand(new WeightsFetchCommand(published, console))
                    .addSubcommand(new WeightsCheckCommand(published, console)));
    Ansi ansi = console.terminal().colours() ? Ansi.ON : Ansi.OFF;
    commandLine
        .setOut(console.out())
        .setErr(console.err())
        .setColorScheme(Help.defaultColorScheme(ansi))
        .setExpandAtFiles(false) // a path may start with @
        .setUsageHelpWidth(Math.min(WIDEST_HELP, Math.max(80, console.terminal().columns())))
        .setParameterExceptionHandler((e, arguments) -> Failures.report(e, console.err()))
        .setExecutionExceptionHandler((e, command, parsed) -> report(e));
  }

  /** Runs one command line and returns its exit code. */
  public int execute(String... arguments) {
    try {
      int code = commandLine.execute(arguments);
      if (code != ExitCode.OUTPUT_CLOSED.number()) {
        console.out().flush();
      }
      return code;
    } catch (OutputException | Error e) { // picocli lets the latter through
      return report(e);
    } finally {
      console.err().flush();
    }
  }

  private int report(Throwable failure) {
    return Failures.report(failure, console.err(), root.verbose());
  }
}
