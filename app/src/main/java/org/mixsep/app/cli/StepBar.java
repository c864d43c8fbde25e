package org.mixsep.app.cli;

import java.io.PrintWriter;
import java.util.function.LongSupplier;
import org.mixsep.app.run.RunListener;
import org.mixsep.app.run.StepProgress;

/**
 * Shows a run's progress on standard error: on a terminal one line that is redrawn, elsewhere a
 * plain line from time to time.
 */
final class ProgressBar implements RunListener, AutoCloseable {
  private static final long REDRAW_NANOS = 200_000_000L;
  private static final long LINE_NANOS = 10_000_000_000L;
  private static final int WIDEST_BAR = 24;
  private static final int NARROWEST_BAR = 6;
  private static final String ERASE_TO_END = "\u001b[K";

  private final PrintWriter err;
  private final Terminal terminal;
  private final LongSupplier nanoClock;
  private final int every;

  private boolean shownAny;
  private long shownAt;
  private long shownIteration;
  private String line = "";

  /**
   * @param nanoClock {@code System::nanoTime}, or a clock of a test
   * @param every least number of iterations between two plain lines
   */
  ProgressBar(PrintWriter err, Terminal terminal, LongSupplier nanoClock, int every) {
    this.err = err;
    this.terminal = terminal;
    this.nanoClock = nanoClock;
    this.every = every;
  }

  @Override
  public void message(String said) {
    String text = Plain.of(said);
    if (terminal.errors()) {
      err.print("\r" + text + ERASE_TO_END + "\n" + line);
      err.flush();
    } else {
      err.println(text);
    }
  }

  @Override
  public void progress(StepProgress step) {
    long now = nanoClock.getAsLong();
    boolean last = step.iteration() >= step.total();
    if (shownAny && !last && !isDue(step.iteration(), now)) {
      return;
    }
    shownAny = true;
    shownAt = now;
    shownIteration = step.iteration();
    if (terminal.errors()) {
      line = barLine(step, terminal.columns() - 1); // a full line would wrap on some terminals
      err.print("\r" + line + ERASE_TO_END);
      err.flush();
      if (last) {
        close();
      }
    } else {
      err.println(longText(step));
    }
  }

  /** Leaves the line that is redrawn, so that what is printed next starts a new one. */
  @Override
  public void close() {
    if (!line.isEmpty()) {
      line = "";
      err.println();
    }
  }

  private boolean isDue(long iteration, long now) {
    long waited = now - shownAt;
    return terminal.errors()
        ? waited >= REDRAW_NANOS
        : waited >= LINE_NANOS && iteration - shownIteration >= every;
  }

  private static String barLine(StepProgress step, int width) {
    String text = longText(step);
    if (text.length() + NARROWEST_BAR + 1 > width) {
      text = shortText(step);
    }
    int bar = Math.min(WIDEST_BAR, width - text.length() - 1);
    String whole = bar < NARROWEST_BAR ? text : bar(step, bar) + " " + text;
    return whole.length() > width ? whole.substring(0, width) : whole;
  }

  private static String bar(StepProgress step, int width) {
    int inner = width - 2;
    int done = (int) Math.min(inner, inner * step.iteration() / Math.max(1, step.total()));
    return "[" + "#".repeat(done) + "-".repeat(inner - done) + "]";
  }

  private static String longText(StepProgress step) {
    return count(step)
        + ("  " + speed(step) + " images/s")
        + ("  " + Numbers.time(step.secondsLeft()) + " left")
        + ("  loss " + Numbers.brief(step.loss()))
        + (" (between " + Numbers.brief(step.betweenLoss()))
        + (", within " + Numbers.brief(step.withinLoss()) + ")")
        + ("  threshold " + Numbers.brief(step.threshold()))
        + ("  rate " + Numbers.brief(step.learningRate()));
  }

  /** The same for narrow terminals, in the letters of the paper. */
  private static String shortText(StepProgress step) {
    return count(step)
        + (" " + speed(step) + " img/s")
        + (" " + Numbers.time(step.secondsLeft()) + " left")
        + (" L " + Numbers.brief(step.loss()))
        + (" B " + Numbers.brief(step.betweenLoss()))
        + (" W " + Numbers.brief(step.withinLoss()))
        + (" xi " + Numbers.brief(step.threshold()))
        + (" lr " + Numbers.brief(step.learningRate()));
  }

  private static String count(StepProgress step) {
    String total = Long.toString(step.total());
    String iteration = Long.toString(step.iteration());
    return " ".repeat(Math.max(0, total.length() - iteration.length())) + iteration + "/" + total;
  }

  private static String speed(StepProgress step) {
    return Double.isFinite(step.imagesPerSecond())
        ? Long.toString(Math.round(step.imagesPerSecond()))
        : "?";
  }
}
