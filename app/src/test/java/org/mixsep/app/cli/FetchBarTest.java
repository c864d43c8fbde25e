package org.mixsep.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class FetchBarTest {
  private final StringWriter err = new StringWriter();
  private long now;

  private FetchBar bar(boolean terminal) {
    return new FetchBar(new PrintWriter(err), new Terminal(terminal, false, 80), () -> now);
  }

  private void after(double seconds) {
    now += (long) (seconds * 1e9);
  }

  @Test
  void onATerminalALineIsRedrawnAndLeft() {
    FetchBar bar = bar(true);
    bar.progress("a.bin", 0, 10_000_000);
    after(0.1);
    bar.progress("a.bin", 100_000, 10_000_000); // too soon
    after(0.9);
    bar.progress("a.bin", 2_500_000, 10_000_000);
    bar.message("hello");
    after(3);
    bar.progress("a.bin", 10_000_000, 10_000_000);
    assertEquals(
        """
        \r[######------------------] a.bin  2.5 of 10.0 MB  2.5 MB/s  0:03 left\u001b[K
        hello
        \r[########################] a.bin  10.0 of 10.0 MB  2.5 MB/s\u001b[K
        """,
        err.toString());
  }

  /** What an earlier run brought does not count for the speed. */
  @Test
  void elsewhereThereIsALineFromTimeToTime() {
    FetchBar bar = bar(false);
    bar.progress("a.bin", 5_000_000, 10_000_000);
    for (int i = 1; i <= 25; i++) {
      after(1);
      bar.progress("a.bin", 5_000_000 + i * 100_000, 10_000_000);
    }
    bar.close();
    assertEquals(
        """
        a.bin  6.0 of 10.0 MB  0.1 MB/s  0:40 left
        a.bin  7.0 of 10.0 MB  0.1 MB/s  0:30 left
        """,
        err.toString());
  }

  @Test
  void anotherFileBeginsAnew() {
    FetchBar bar = bar(false);
    bar.progress("a.bin", 0, 1_000_000);
    after(1);
    bar.progress("a.bin", 1_000_000, 1_000_000);
    bar.progress("b.bin", 0, 2_000_000);
    after(2);
    bar.progress("b.bin", 2_000_000, 2_000_000);
    assertEquals(
        """
        a.bin  1.0 of 1.0 MB  1.0 MB/s
        b.bin  2.0 of 2.0 MB  1.0 MB/s
        """,
        err.toString());
  }
}
