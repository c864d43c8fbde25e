package org.mixsep.app.run;

/** Stops a run whose loss is no longer a number; the message names iteration, term and module. */
public final class NonFiniteLossException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public NonFiniteLossException(String message) {
    super(message);
  }
}
