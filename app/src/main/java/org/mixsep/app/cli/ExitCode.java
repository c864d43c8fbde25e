package org.mixsep.app.cli;

import java.nio.file.InvalidPathException;
import org.mixsep.InvalidInputException;
import org.mixsep.distributed.ReplicaLostException;
import org.mixsep.training.NonFiniteException;

/** The program's exit codes; after a signal the JVM itself exits with 130 or 143. */
enum ExitCode {
  OK(0, "Done."),
  INVALID_INPUT(2, "The input is at fault; one line on standard error says what to do."),
  NON_FINITE_LOSS(3, "A loss, a weight or an output was not finite: training left the numbers."),
  SOME_UNREADABLE(4, "All was done but what could not be read, which was reported."),
  STOPPED(5, "A run was asked to stop by its stop file, and did, after a checkpoint."),
  CANNOT_TRAIN(6, "The machine cannot train, as 'mixsep doctor' says."),
  REPLICA_LOST(
      7, "Another process of the run was lost; 'mixsep resume' goes on from the last checkpoint."),
  INTERNAL_ERROR(70, "The program is at fault."),
  OUTPUT_CLOSED(141, "What read standard output stopped, and so did the program.");

  private final int number;
  private final String meaning;

  ExitCode(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  /** In a sentence, for the manual. */
  String meaning() {
    return meaning;
  }

  int number() {
    return number;
  }

  static ExitCode of(Throwable failure) {
    if (failure instanceof OutputException output && output.closed()) {
      return OUTPUT_CLOSED;
    }
    if (failure instanceof InvalidInputException
        || failure instanceof InvalidPathException
        || failure instanceof OutputException
        || MemoryShortage.of(failure).isPresent()) {
      return INVALID_INPUT;
    }
    if (failure instanceof ReplicaLostException) {
      return REPLICA_LOST;
    }
    return failure instanceof NonFiniteException ? NON_FINITE_LOSS : INTERNAL_ERROR;
  }
}
