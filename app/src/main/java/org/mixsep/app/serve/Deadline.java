package org.mixsep.app.serve;

import java.util.concurrent.TimeUnit;

/** A moment by which a request is answered or given up. */
final class Deadline {
  private final long end;

  private Deadline(long end) {
    this.end = end;
  }

  static Deadline in(int seconds) {
    return new Deadline(System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds));
  }

  boolean passed() {
    return nanosLeft() <= 0;
  }

  /** For methods that wait; negative when it has passed. */
  long nanosLeft() {
    return end - System.nanoTime();
  }
}
