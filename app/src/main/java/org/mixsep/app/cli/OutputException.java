package org.mixsep.app.cli;

import java.io.IOException;
import org.mixsep.AtomicFile;

/** Signals that results cannot be printed, so that nobody takes a part of them for all. */
final class OutputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean closed;

  OutputException(IOException failure) {
    super("cannot write standard output: " + AtomicFile.reason(failure), failure);
    closed = "Broken pipe".equals(failure.getMessage());
  }

  /** Whether it is a pipe that nobody reads any more, such as one to {@code head}. */
  boolean closed() {
    return closed;
  }
}
