package org.mixsep.app.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.mixsep.download.FetchListener;

/** A download's progress: the bytes of a file. */
final class FetchBar implements FetchListener, AutoCloseable {
  private final ProgressBar bar;
  private final LongSupplier nanoClock;

  private String file = "";
  private long startedAt;
  private long startedWith;

  /**
   * @param nanoClock {@code System::nanoTime}, or a clock of a test
   */
  FetchBar(PrintWriter err, Terminal terminal, LongSupplier nanoClock) {
    this.bar = new ProgressBar(err, terminal, nanoClock);
    this.nanoClock = nanoClock;
  }

  @Override
  public void message(String said) {
    bar.close();
    bar.say(Plain.of(said));
  }

  @Override
  public void progress(String name, long done, long total) {
    if (!name.equals(file) || done < startedWith) {
      bar.close();
      bar.begin();
      file = name;
      startedAt = nanoClock.getAsLong();
      startedWith = done;
    }
    if (done >= total || bar.due()) {
      String text = text(done, total, (nanoClock.getAsLong() - startedAt) / 1e9);
      bar.show(done, total, text, text);
    }
  }

  @Override
  public void close() {
    bar.close();
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

  /** In millions of bytes, with one digit after the point. */
  static String megabytes(double bytes) {
    return String.format(Locale.ROOT, "%.1f", bytes / 1e6);
  }
}
