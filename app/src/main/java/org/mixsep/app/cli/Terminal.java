package org.mixsep.app.cli;

/**
 * Which streams are terminals, and how wide.
 *
 * <p>The launcher finds out and passes system properties: what the JVM itself says differs between
 * Java 17 and 22.
 *
 * @param errors whether standard error is a terminal
 * @param output whether standard output is one
 * @param columns width of either in characters
 */
public record Terminal(boolean errors, boolean output, int columns) {
  private static final int USUAL = 80;
  private static final int LEAST = 20;

  public Terminal {
    columns = Math.max(LEAST, columns);
  }

  /**
   * From {@code mixsep.terminal} (standard error), {@code mixsep.terminal.output} and {@code
   * mixsep.columns}; without them, no terminal.
   */
  public static Terminal ofSystemProperties() {
    return new Terminal(
        Boolean.getBoolean("mixsep.terminal"),
        Boolean.getBoolean("mixsep.terminal.output"),
        Integer.getInteger("mixsep.columns", USUAL));
  }

  /** Where tables wrap on standard output; 0, nowhere, if it is a file or pipe. */
  int tableWidth() {
    return output ? columns : 0;
  }
}
