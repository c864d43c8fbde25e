package org.mixsep.app.runfolder;

import java.util.ArrayList;
import java.util.List;
import org.mixsep.training.StepRecord;

/**
 * Writes {@code metrics.jsonl}: one line for every {@code log.every} steps, and one for every
 * evaluation; and, where asked, the same for TensorBoard.
 */
public final class MetricsLog {
  private final RunFolder folder;
  private final int every;
  private final boolean tensorBoard;
  private final List<StepRecord> window = new ArrayList<>();
  private long windowStart = System.nanoTime();

  /**
   * @param every so many steps become a line
   */
  public MetricsLog(RunFolder folder, int every, boolean tensorBoard) {
    this.folder = folder;
    this.every = every;
    this.tensorBoard = tensorBoard;
  }

  /** Whether a step ends a line. */
  public boolean due(long iteration) {
    return iteration % every == 0;
  }

  /**
   * @param seconds wall time of the run so far
   */
  public void add(StepRecord step, double seconds) {
    window.add(step);
    if (due(step.iteration())) {
      double spent = (System.nanoTime() - windowStart) / 1e9;
      write(StepLine.of(new StepWindow(List.copyOf(window), spent, seconds)));
      window.clear();
      windowStart = System.nanoTime();
    }
  }

  /** Records what was measured after a step. */
  public void add(long iteration, Evaluations evaluations) {
    write(new ErrorLine(iteration, MeasuredErrors.of(evaluations)));
    windowStart = System.nanoTime(); // time spent on evaluation is no training time
  }

  private void write(MetricsLine line) {
    folder.appendMetrics(line);
    if (tensorBoard) {
      folder.events().append(line.iteration(), line.scalars());
    }
  }
}
