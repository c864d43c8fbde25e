package org.mixsep.download;

import java.time.Duration;
import java.util.Locale;

/** Writes times for messages. */
final class Times {
  private Times() {}

  /** Seconds, with one digit after the point below ten: 0.5 s, 30 s. */
  static String text(Duration time) {
    double seconds = time.toMillis() / 1e3;
    return String.format(
        Locale.ROOT, seconds < 10 && seconds % 1 != 0 ? "%.1f s" : "%.0f s", seconds);
  }
}
