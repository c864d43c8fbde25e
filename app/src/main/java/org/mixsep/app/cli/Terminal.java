package org.mixsep.app.cli;

import java.util.Map;

/**
 * Which streams are terminals, and how wide.
 *
 * <p>The launcher finds out and passes system properties: what the JVM itself says differs between
 * Java 17 and 22.
 *
 * @param errors whether standard error is a terminal
 * @param output whether standard output is one
 * @param columns width of either in characters
 * @param colours whether output may be bold and coloured
 */
public record Terminal(boolean errors, boolean output, int columns, boolean colours) {
  private static final int USUAL = 80;
  private static final int LEAST = 20;

  public Terminal {
    columns = Math.max(LEAST, columns);
  }

  /** Of a user who has nothing against colours. */
  public Terminal(boolean errors, boolean output, int columns) {
    this(errors, output, columns, output);
  }

  /**
   * From {@code mixsep.terminal} (standard error), {@code mixsep.terminal.output} and {@code
   * mixsep.columns}; without them, no terminal.
   *
   * @param environment where {@code NO_COLOR} says that colours are not wanted (no-color.org)
   */
  public static Terminal ofSystemProperties(Map<String, String> environment) {
    boolean output = Boolean.getBoolean("mixsep.terminal.output");
    return new Terminal(
        Boolean.getBoolean("mixsep.terminal"),
        output,
        Integer.getInteger("mixsep.columns", USUAL),
        output && environment.getOrDefault("NO_COLOR", "").isEmpty());
  }

  /** Where tables wrap on standard output; 0, nowhere, if it is a file or pipe. */
  int tableWidth() {
    return output ? columns : 0;
  }
}
