package org.mixsep.app.cli;

import java.util.Locale;

/** Writes numbers for people: few digits, the same in every locale. */
final class Numbers {
  private Numbers() {}

  /** About four digits: 1234, 12.35, 1.235, 0.0123, 1.2e-05. */
  static String brief(double value) {
    double size = Math.abs(value);
    if (value == 0) {
      return "0";
    }
    if (size < 0.001) {
      return format("%.1e", value);
    }
    if (size < 1) {
      return format("%.4f", value);
    }
    return format(size < 10 ? "%.3f" : size < 1000 ? "%.2f" : size < 1e7 ? "%.0f" : "%.3e", value);
  }

  static String percent(double share) {
    return format("%.2f %%", 100 * share);
  }

  /** Hours, minutes and seconds: 1:02:03, or 2:03. */
  static String time(double seconds) {
    if (!(seconds >= 0 && seconds < 1e9)) {
      return "?";
    }
    long all = Math.round(seconds);
    long hours = all / 3600;
    return hours > 0
        ? format("%d:%02d:%02d", hours, all / 60 % 60, all % 60)
        : format("%d:%02d", all / 60, all % 60);
  }

  /** Bytes as MB, or GB where there are many. */
  static String size(long bytes) {
    return bytes < 10_000_000_000L
        ? format("%d MB", Math.round(bytes / 1e6))
        : format("%d GB", Math.round(bytes / 1e9));
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
