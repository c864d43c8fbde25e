package org.mixsep.app.cli;

import java.nio.file.Path;
import java.util.List;
import org.mixsep.app.config.OutputSettings;
import org.mixsep.app.experiment.Job;
import org.mixsep.app.experiment.Plan;
import org.mixsep.app.experiment.Runner;
import org.mixsep.app.run.Calibration;
import org.mixsep.app.run.Runs;
import picocli.CommandLine.Model.CommandSpec;

/** Plans jobs, shows the plan, and sees them through, for commands that train many runs. */
final class JobsConsole {
  private final Runs runs;
  private final Console console;
  private final String command;

  /**
   * @param spec of the command that was typed
   */
  JobsConsole(Runs runs, Console console, CommandSpec spec) {
    this.runs = runs;
    this.console = console;
    this.command = command(spec);
  }

  /** The command as it was typed, to be typed again. */
  String command() {
    return command;
  }

  /**
   * Prints the plan.
   *
   * @param departures what the runs have otherwise than the paper's; may be empty
   */
  void plan(List<Job> jobs, Path folder, List<String> departures) {
    try (StepBar progress = console.stepBar(1)) {
      Plan plan = Plan.of(jobs, folder, new Calibration(progress::message));
      console.out().print(PlanTable.of(plan, departures, console.terminal().colours()));
      console.out().flush();
    }
  }

  /** Does the jobs. */
  Runner.Outcome run(List<Job> jobs, Path folder) {
    int logEvery = jobs.get(0).config().get(OutputSettings.LOG_EVERY);
    try (StepBar progress = console.stepBar(logEvery);
        GoOnHint hint = new GoOnHint(console.err(), command)) {
      Runner.Outcome outcome = new Runner(runs, folder, progress).run(jobs);
      if (outcome.elsewhere() > 0) {
        progress.message(
            "runs under way in another process: %d; the same command takes them in later"
                .formatted(outcome.elsewhere()));
      }
      if (outcome.stopped()) {
        progress.message("stopped; the same command goes on: " + command);
      }
      return outcome;
    }
  }

  /**
   * 5 where a stop was asked for by a file, 3 where a run diverged, since its result is missing.
   */
  static int exitCode(Runner.Outcome outcome) {
    if (outcome.stopped()) {
      return ExitCode.STOPPED.number();
    }
    return (outcome.diverged() > 0 ? ExitCode.NON_FINITE_LOSS : ExitCode.OK).number();
  }

  private static String command(CommandSpec spec) {
    StringBuilder text = new StringBuilder("mixsep");
    for (String argument : spec.root().commandLine().getParseResult().originalArgs()) {
      boolean plain = argument.matches("[A-Za-z0-9._/,=+:-]+");
      text.append(' ').append(plain ? argument : '"' + argument + '"');
    }
    return text.toString();
  }
}
