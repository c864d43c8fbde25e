package org.mixsep;

/**
 * Signals input that the user can mend: a missing file, a damaged image set, a value out of range.
 *
 * <p>The message is one line that says what is wrong, where, what was expected and what to do; the
 * program prints it as it stands and exits with code 2.
 */
public final class InvalidInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InvalidInputException(String message) {
    super(oneLine(message));
  }

  public InvalidInputException(String message, Throwable cause) {
    super(oneLine(message), cause);
  }

  /** Also where it repeats what a file holds. */
  private static String oneLine(String message) {
    return message.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
