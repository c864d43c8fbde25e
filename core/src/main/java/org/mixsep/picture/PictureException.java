package org.mixsep.picture;

/** Says in one line, without a name, why a file or an upload gives no picture. */
public final class PictureException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What is wrong with it. */
  public enum Problem {
    /** It cannot be read at all: missing, not allowed, no file. */
    UNREADABLE,
    /** It is no picture of a format that is read. */
    NO_PICTURE,
    /** It begins like one, but is cut or contradicts itself. */
    DAMAGED,
    /** It has more pixels than are allowed. */
    TOO_LARGE
  }

  private final Problem problem;

  PictureException(Problem problem, String message, Exception cause) {
    super(message, cause);
    this.problem = problem;
  }

  /** What is wrong, for programs. */
  public Problem problem() {
    return problem;
  }
}
