package org.mixsep.app.cli;

import java.nio.file.Path;
import java.util.List;
import org.mixsep.app.model.Classifier;
import org.mixsep.app.model.PredictionListener;
import org.mixsep.app.model.Threshold;

/** Prints predictions as they come: results on standard output, the rest on standard error. */
final class PredictionPrinter implements PredictionListener, AutoCloseable {
  private static final int WIDEST_PATH = 60;
  private static final String ERASE_LINE = "\r\u001b[K";
  private static final int BAR = 24;

  private final Console console;
  private final PredictionFormat format;
  private final Threshold threshold;
  private final boolean bar;
  private final long start = System.nanoTime();
  private int width;
  private int unreadable;

  PredictionPrinter(Console console, PredictionFormat format, Threshold threshold) {
    this.console = console;
    this.format = format;
    this.threshold = threshold;
    // Where results scroll by on the same screen, a bar would only be in their way.
    this.bar = console.terminal().errors() && !console.terminal().output();
  }

  @Override
  public void begin(Classifier.Facts model, List<Path> files) {
    if (threshold.isSet() && !model.calibrated()) {
      console
          .err()
          .println(
              "mixsep: the threshold is held against probabilities as they come, mostly too large:"
                  + " this checkpoint has no temperature. A training with data.validation=N fits"
                  + " one at its end, on N training images kept apart");
    }
    for (Path file : files) {
      width = Math.max(width, Math.min(WIDEST_PATH, file.toString().length()));
    }
    console.out().print(format.header(threshold));
  }

  @Override
  public void passedOver(List<Path> files) {
    String others = files.size() == 1 ? "" : " and %d more".formatted(files.size() - 1);
    console
        .err()
        .println("mixsep: passed over, since no pictures: %s%s".formatted(files.get(0), others));
  }

  @Override
  public void classified(Path file, List<Ranked> top) {
    console.out().print(format.line(file, width, top, threshold));
  }

  @Override
  public void unreadable(Path file, String reason) {
    unreadable++;
    console.out().flush();
    console
        .err()
        .println(
            (bar ? ERASE_LINE : "")
                + "mixsep: cannot read image "
                + Plain.of(file + ": " + reason));
  }

  /** How many files could not be read. */
  int unreadable() {
    return unreadable;
  }

  @Override
  public void progress(long done, long total) {
    console.out().flush(); // what reads the results sees them as they come
    if (bar) {
      int filled = (int) (BAR * done / Math.max(1, total));
      double seconds = (System.nanoTime() - start) / 1e9;
      console
          .err()
          .print(
              ERASE_LINE
                  + ("[" + "#".repeat(filled) + "-".repeat(BAR - filled) + "] ")
                  + (done + "/" + total + "  " + Math.round(done / seconds) + " images/s  ")
                  + (Numbers.time(seconds * (total - done) / done) + " left"));
      console.err().flush();
    }
  }

  @Override
  public void close() {
    if (bar) {
      console.err().print(ERASE_LINE);
      console.err().flush();
    }
  }
}
