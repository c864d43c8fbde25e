package org.mixsep.app.cli;

import java.io.PrintWriter;
import java.util.function.LongSupplier;

/**
 * How far something is, on standard error: on a terminal one line that is redrawn, elsewhere a
 * plain line from time to time.
 */
final class ProgressBar implements AutoCloseable {
  private static final long REDRAW_NANOS = 200_000_000L;
  private static final long LINE_NANOS = 10_000_000_000L;
  private static final int WIDEST = 26;
  private static final int NARROWEST = 6;
  private static final String ERASE_TO_END = "\u001b[K";

  private final PrintWriter err;
  private final Terminal terminal;
  private final LongSupplier nanoClock;

  private long shownAt;
  private String line = "";

  /**
   * @param nanoClock {@code System::nanoTime}, or a clock of a test
   */
  ProgressBar(PrintWriter err, Terminal terminal, LongSupplier nanoClock) {
    this.err = err;
    this.terminal = terminal;
    this.nanoClock = nanoClock;
  }

  /** Whether a line is redrawn, so that showing something costs none. */
  boolean redraws() {
    return terminal.errors();
  }

  /** Whether it is time to show something again. */
  boolean due() {
    return nanoClock.getAsLong() - shownAt >= (redraws() ? REDRAW_NANOS : LINE_NANOS);
  }

  /** Counts the time to what is shown next from now on. */
  void begin() {
    shownAt = nanoClock.getAsLong();
  }

  /**
   * Shows something, due or not; what is done ends its line.
   *
   * @param text what stands beside the bar
   * @param brief the same for narrow terminals
   */
  void show(long done, long total, String text, String brief) {
    begin();
    if (!redraws()) {
      say(text);
      return;
    }
    int room = terminal.columns() - 1; // a full line would wrap on some terminals
    line = line(done, total, text.length() + NARROWEST + 1 > room ? brief : text, room);
    err.print("\r" + line + ERASE_TO_END);
    err.flush();
    if (done >= total) {
      close();
    }
  }

  /** Prints a line of its own, above the one that is redrawn. */
  void say(String text) {
    if (line.isEmpty()) {
      err.println(text);
    } else {
      err.print("\r" + text + ERASE_TO_END + "\n" + line);
    }
    err.flush();
  }

  /** Leaves the line that is redrawn, so that what is printed next starts a new one. */
  @Override
  public void close() {
    if (!line.isEmpty()) {
      line = "";
      err.println();
      err.flush();
    }
  }

  private static String line(long done, long total, String text, int room) {
    int width = Math.min(WIDEST, room - text.length() - 1);
    String whole = width < NARROWEST ? text : bar(done, total, width - 2) + " " + text;
    return whole.length() > room ? whole.substring(0, room) : whole;
  }

  private static String bar(long done, long total, int inner) {
    int filled = (int) Math.min(inner, inner * done / Math.max(1, total));
    return "[" + "#".repeat(filled) + "-".repeat(inner - filled) + "]";
  }
}
