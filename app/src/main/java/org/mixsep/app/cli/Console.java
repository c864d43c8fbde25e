package org.mixsep.app.cli;

import java.io.PrintWriter;
import java.util.function.Function;
import org.mixsep.app.run.RunListener;
import org.mixsep.app.run.RunSummary;

/**
 * Where the program prints.
 *
 * @param out results
 * @param err progress and failures
 */
public record Console(PrintWriter out, PrintWriter err, Terminal terminal) {
  /** Does work of a run with a progress bar, prints what came of it and returns the exit code. */
  int follow(int every, Function<RunListener, RunSummary> work) {
    RunSummary summary;
    try (StepBar progress = stepBar(every)) {
      summary = work.apply(progress);
    }
    if (!summary.outputs().isEmpty()) {
      out.print(SummaryTable.of(summary));
    }
    return exitCode(summary);
  }

  /** Of what came of a run. */
  static int exitCode(RunSummary summary) {
    boolean stopped = summary.outputs().isEmpty(); // it has no errors yet
    return (stopped ? ExitCode.STOPPED : ExitCode.OK).number();
  }

  /** A progress bar that shows a plain line each {@code every} iterations at most. */
  StepBar stepBar(int every) {
    return new StepBar(err, terminal, System::nanoTime, every);
  }

  /** A progress bar of downloads. */
  FetchBar fetchBar() {
    return new FetchBar(err, terminal, System::nanoTime);
  }
}
