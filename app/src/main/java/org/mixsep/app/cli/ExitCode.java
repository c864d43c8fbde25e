package org.mixsep.app.cli;

import org.mixsep.InvalidInputException;
import org.mixsep.training.NonFiniteLossException;

/** The program's exit codes; after a signal the JVM itself exits with 130 or 143. */
enum ExitCode {
  OK(0),
  /** The user's input is at fault. */
  INVALID_INPUT(2),
  /** Training left the numbers. */
  NON_FINITE_LOSS(3),
  /** All was done but what could not be read, which was reported. */
  SOME_UNREADABLE(4),
  /** A run was asked to stop by its stop file, and did, after a checkpoint. */
  STOPPED(5),
  /** The program is at fault. */
  INTERNAL_ERROR(70);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  static ExitCode of(Throwable failure) {
    if (failure instanceof InvalidInputException) {
      return INVALID_INPUT;
    }
    return failure instanceof NonFiniteLossException ? NON_FINITE_LOSS : INTERNAL_ERROR;
  }
}
