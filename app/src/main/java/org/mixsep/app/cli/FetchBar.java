package org.mixsep.app.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.mixsep.download.FetchListener;

/**
 * Shows a download's progress on standard error: on a terminal one line that is redrawn, elsewhere
 * a plain line from time to time.
 */
final class FetchBar implements FetchListener, AutoCloseable {
  private static final long REDRAW_NANOS = 200_000_000L;
  private static final long LINE_NANOS = 10_000_000_000L;
  private static final int BAR = 24;
  private static final String ERASE_TO_END = "\u001b[K";

  private final PrintWriter err;
  private final Terminal terminal;
  private final LongSupplier nanoClock;

  private String file = "";
  private long startedAt;
  private long startedWith;
  private long shownAt;
  private String line = "";

  /**
   * @param nanoClock {@code System::nanoTime}, or a clock of a test
   */
  FetchBar(PrintWriter err, Terminal terminal, LongSupplier nanoClock) {
    this.err = err;
    this.terminal = terminal;
    this.nanoClock = nanoClock;
  }

  @Override
  public void message(String said) {
    String text = Plain.of(said);
    close();
    err.println(text);
    err.flush();
  }

  @Override
  public void progress(String name, long done, long total) {
    long now = nanoClock.getAsLong();
    boolean begins = !name.equals(file) || done < startedWith;
    if (begins) {
      close();
      file = name;
      startedAt = now;
      startedWith = done;
      shownAt = now;
    }
    boolean ends = done >= total;
    long pause = terminal.errors() ? REDRAW_NANOS : LINE_NANOS;
    if (!ends && now - shownAt < pause) {
      return;
    }
    shownAt = now;
    String text = text(done, total, (now - startedAt) / 1e9);
    if (terminal.errors()) {
      int room = terminal.columns() - 1; // a full line would wrap on some terminals
      String whole = bar(done, total) + " " + text;
      whole = whole.length() > room ? text : whole;
      line = whole.length() > room ? whole.substring(0, room) : whole;
      err.print("\r" + line + ERASE_TO_END);
      err.flush();
      if (ends) {
        close();
      }
    } else {
      err.println(text);
      err.flush();
    }
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

  private String text(long done, long total, double seconds) {
    double speed = seconds > 0 ? (done - startedWith) / seconds : 0;
    String rest =
        speed > 0 && done < total ? "  " + Numbers.time((total - done) / speed) + " left" : "";
    return file
        + ("  " + megabytes(done) + " of " + megabytes(total) + " MB")
        + (speed > 0 ? "  " + megabytes(speed) + " MB/s" : "")
        + rest;
  }

  private static String bar(long done, long total) {
    int filled = (int) (BAR * done / Math.max(1, total));
    return "[" + "#".repeat(filled) + "-".repeat(BAR - filled) + "]";
  }

  /** In millions of bytes, with one digit after the point. */
  static String megabytes(double bytes) {
    return String.format(Locale.ROOT, "%.1f", bytes / 1e6);
  }
}
