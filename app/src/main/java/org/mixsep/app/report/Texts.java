package org.mixsep.app.report;

import java.util.Locale;
import java.util.OptionalDouble;

/** How settings and numbers read in a report, in every locale alike. */
final class Texts {
  /** Shown where there is nothing to show. */
  static final String NONE = "–";

  private Texts() {}

  static String shown(String text) {
    return text.isEmpty() ? NONE : text;
  }

  /** {@code block4} as {@code block 4}, {@code mean} as {@code mean of modules}. */
  static String output(String name) {
    return name.equals("mean") ? "mean of modules" : name.replace("block", "block ");
  }

  static String fixed(OptionalDouble value) {
    return value.isPresent() ? fixed(value.getAsDouble()) : NONE;
  }

  /** With two decimals. */
  static String fixed(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.2f", value) : NONE;
  }

  /** With two decimals and always a sign. */
  static String signed(double value) {
    return String.format(Locale.ROOT, "%+.2f", value);
  }

  /** A p-value with two significant digits. */
  static String probability(double p) {
    if (Double.isNaN(p)) {
      return NONE;
    }
    return p < 0.001
        ? String.format(Locale.ROOT, "%.1e", p)
        : String.format(Locale.ROOT, "%.3f", p);
  }

  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
