package org.mixsep.app.cli;

import java.util.regex.Pattern;

/** Text from elsewhere, such as names of files and classes, made safe to print on a terminal. */
final class Plain {
  /** Controls of ASCII and Latin 1, and those that turn the direction of writing. */
  private static final Pattern CONTROL =
      Pattern.compile("[\\p{Cntrl}\u0080-\u009f\u202a-\u202e\u2066-\u2069]");

  private Plain() {}

  /** The text with a question mark for every character that a terminal would act on. */
  static String of(String text) {
    return CONTROL.matcher(text).replaceAll("?");
  }
}
